/* stage.c - see stage.h. */
#include "runner/stage.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/base.h"

#include <string.h>

static void tell(struct attempt *attempt, const char *text)
{
	json_t *line = json_object();

	json_put(line, "text", text);
	journal_add(attempt->journal, "note", line);
}

int stage_enter(struct attempt *attempt, struct err *err)
{
	const struct job *job = attempt->job;
	_cleanup_(err_release) struct err none = ERR_INIT;

	if (members_enter(job->room, &attempt->membership, &none) && !job->walls.is_unsafe)
		return err_set(err, none.code, "%s", none.text);
	attempt->job->workspace.kind = none.code || job->is_shared || !strcmp(job->walls.kind, "clone") ? WORKSPACE_clone : WORKSPACE_overlay;
	attempt->cell = cell_new(job, attempt->loop, attempt->journal);
	return 0;
}

static int run_setup(struct attempt *attempt, struct err *err)
{
	_autofree_ char *tail = 0, *words = mem_dup_part(attempt->job->setup, strcspn(attempt->job->setup, "\n"));
	_autofree_ char *text = mem_printf("runs setup: %s", words), *why = 0;
	_cleanup_(err_release) struct err failed = ERR_INIT;

	tell(attempt, text);
	if (!attempt_run_setup(attempt, &tail, &failed))
		return 0;
	return text_is_empty(tail) ? err_set(err, failed.code, "%s", failed.text)
				   : err_set(err, failed.code, "%s:\n%s", failed.text, tail);
}

int stage_setup(void *owner, const char *tree, const char *objects, struct err *err)
{
	struct attempt *attempt = owner;
	int code;

	cell_set_tree(attempt->cell, tree, objects);
	code = run_setup(attempt, err);
	cell_set_tree(attempt->cell, attempt->job->workspace.path, 0);
	return code;
}

int stage_turn(struct attempt *attempt, bool *was_there, struct err *err)
{
	const struct job *job = attempt->job;
	_autofree_ char *mail = mem_printf("%s@leadhand.invalid", job->agent);
	const struct workspace_identity who = { job->agent, mail };

	*was_there = workspace_is_ready(&job->workspace);
	if (workspace_prepare(&job->workspace, job->base, &who, err))
		return err->code;
	members_settle(&attempt->membership);
	return 0;
}

int stage_check(struct attempt *attempt, struct err *err)
{
	const struct job *job = attempt->job;
	bool needs_setup = false;

	if (workspace_prepare_check(&job->workspace, job->commit, job->base, &needs_setup, err))
		return err->code;
	members_settle(&attempt->membership);
	return needs_setup && job->setup ? run_setup(attempt, err) : 0;
}

bool stage_is_there(const struct attempt *attempt)
{
	const struct workspace *ws = &attempt->job->workspace;
	_cleanup_(err_release) struct err none = ERR_INIT;

	/* A half-made one is no work: saved, it would stand where the work was. */
	return workspace_is_ready(ws) && !workspace_mount(ws, &none);
}
