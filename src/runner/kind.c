/* kind.c - see kind.h. */
#include "runner/kind.h"

#include "base/mem.h"
#include "base/text.h"
#include "swarm/swarm.h"
#include "swarm/table.h"
#include "sys/proc.h"
#include "walls/system.h"

#include <stdlib.h>

enum { RESERVE_MS = 15 * 60000, RESERVE_MOST_MS = 24 * 3600000 };

/* Who the session is, as long as a call goes on. */
struct kind {
	char *mail, *program; /* owned */
	struct workspace_identity who;
	struct swarm swarm;
};

static void kind_open(struct kind *kind, const struct job *job)
{
	*kind = (struct kind){ .mail = mem_printf("%s@leadhand.invalid", job->agent) };
	kind->program = job->walls.is_unsafe ? proc_self() : mem_dup(SYSTEM_BIN "/leadhand");
	kind->who = (struct workspace_identity){ job->agent, kind->mail };
	kind->swarm = (struct swarm){ .at = job->workspace, .room = job->room, .scope = job->scope,
				      .program = kind->program, .who = &kind->who, .session = job->session };
}

static void kind_close(struct kind *kind)
{
	free(kind->mail);
	free(kind->program);
}

bool kind_is_there(const struct job *job)
{
	_cleanup_(kind_close) struct kind kind;

	kind_open(&kind, job);
	return swarm_is_begun(&kind.swarm);
}

int kind_prepare(const struct job *job, struct err *err)
{
	_cleanup_(kind_close) struct kind kind;

	kind_open(&kind, job);
	return swarm_prepare(&kind.swarm, job->base, err);
}

int kind_checkpoint(const struct job *job, char **commit, struct err *err)
{
	_cleanup_(kind_close) struct kind kind;

	kind_open(&kind, job);
	return swarm_checkpoint(&kind.swarm, job->saved_ref, commit, err);
}

int kind_import(const struct job *job, struct workspace_head *head, struct err *err)
{
	_cleanup_(kind_close) struct kind kind;
	_autofree_ char *refused = 0;
	struct lines walk;
	int code;

	kind_open(&kind, job);
	code = swarm_import(&kind.swarm, job->base, job->head_ref, head, &refused, err);
	if (code || !refused)
		return code;
	LINES_EACH(walk, refused)
		code = code ? err_set(err, ERR_REFUSED, "%s, %s", err->text, walk.line)
			    : err_set(err, ERR_REFUSED, "these commits do not count: it touched %s", walk.line);
	return code;
}

void kind_extend(const struct job *job)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(kind_close) struct kind kind = { 0 };

	if (!job->is_shared)
		return;
	kind_open(&kind, job);
	/* What cannot be written now is tried again long before the time is over. */
	(void)!swarm_extend(&kind.swarm, &err);
}

void kind_leave(const struct job *job, bool is_clean)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(kind_close) struct kind kind;

	kind_open(&kind, job);
	/* Edits that nobody holds could get into another's commit: those are held until the time is over. */
	if (is_clean)
		(void)!swarm_leave(&kind.swarm, &err);
}

static json_t *claims_json(const struct job *job)
{
	_cleanup_(reserve_free_claims) struct reserve claims = { 0 };
	_autofree_ char *folder = swarm_table(job->workspace.path);
	json_t *list = json_array();

	table_read(folder, &claims);
	for (size_t i = 0; i < claims.n; i++) {
		json_t *claim = json_object();

		json_put(claim, "pattern", claims.at[i].pattern);
		json_put_number(claim, "session", claims.at[i].session);
		json_object_set_new(claim, "own", json_boolean(claims.at[i].session == job->session));
		json_put_number(claim, "until_ms", claims.at[i].until_ms);
		json_array_append_new(list, claim);
	}
	return list;
}

int kind_reserve(const struct job *job, const json_t *word, json_t **answer, struct err *err)
{
	_cleanup_(kind_close) struct kind kind;
	_autofree_ char *patterns = json_lines(json_object_get(word, "paths"));
	long long for_ms = json_number(word, "for_ms");
	int code = 0;

	kind_open(&kind, job);
	if (!job->is_shared)
		return err_set(err, ERR_REFUSED, "this session has a workspace of its own: there is nobody to keep out");
	if (for_ms <= 0 || for_ms > RESERVE_MOST_MS)
		for_ms = for_ms <= 0 ? RESERVE_MS : RESERVE_MOST_MS;
	if (json_bool(word, "release"))
		code = swarm_release(&kind.swarm, text_is_empty(patterns) ? 0 : patterns, err);
	else if (!text_is_empty(patterns))
		code = swarm_reserve(&kind.swarm, patterns, for_ms, err);
	if (code)
		return code;
	*answer = json_object();
	json_object_set_new(*answer, "reservations", claims_json(job));
	return 0;
}
