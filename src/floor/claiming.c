/* claiming.c - see claiming.h. */
#include "floor/claiming.h"

#include "base/mem.h"
#include "base/text.h"
#include "claim/verdict.h"
#include "sys/fs.h"
#include "sys/git.h"

#include <string.h>

enum { RECORD_BYTES = 8 << 20 };

/* These kinds tell of every command that they run; others may or may not, and `command` never does. */
static bool tells_commands(const struct keeper *keeper, const struct session *session, const struct deeds *deeds)
{
	const struct config_agent *agent = config_find_agent(&keeper->config, session->agent);

	if (!agent || text_same(agent->kind, "command"))
		return false;
	return text_same(agent->kind, "claude") || text_same(agent->kind, "codex") || deeds->count;
}

/* Of one that is too large the end, which begins in the middle of a line. */
static void read_file(const char *path, struct deeds *deeds)
{
	size_t len;
	_autofree_ char *text = fs_read_tail(path, RECORD_BYTES, &len);
	const char *from = len == RECORD_BYTES ? memchr(text, '\n', len) : text;

	/* A turn that began wrote something down: where nothing can be read, anything may have been run. */
	deeds->is_partial |= !len || len == RECORD_BYTES;
	if (len && from)
		deeds_read(deeds, from, len - (size_t)(from - text));
}

static char *record_path(const struct keeper *keeper, long long job)
{
	_autofree_ char *folder = place_job(keeper->place, job);

	return mem_printf("%s/events.jsonl", folder);
}

/*
 * The turn from which on the session's records are read: the last ones, as many as are no more than one may be by itself.
 * The floor does nothing else meanwhile.
 */
static long long first_to_read(const struct keeper *keeper, const struct session *session, struct deeds *deeds)
{
	long long first = job_count(keeper->state) + 1, left = RECORD_BYTES;

	for (long long id = first - 1; id > 0; id--) {
		_autofree_ char *path = 0;
		long long size, changed_ns;

		if (job_at(keeper->state, id)->session != session->record.id)
			continue;
		path = record_path(keeper, id);
		fs_stamp(path, &size, &changed_ns);
		left -= size;
		if (left < 0) {
			deeds->is_partial = true;
			break;
		}
		first = id;
	}
	return first;
}

/* Of the turns of the session, not of the last alone: what it ran, it ran. */
static void read_record(const struct keeper *keeper, const struct session *session, struct deeds *deeds)
{
	for (long long id = first_to_read(keeper, session, deeds); id <= job_count(keeper->state); id++) {
		const struct job *job = job_at(keeper->state, id);
		_autofree_ char *path = 0;

		if (job->session != session->record.id || !job->attempt)
			continue;
		path = record_path(keeper, id);
		read_file(path, deeds);
	}
}

static void read_change(const struct keeper *keeper, const struct session *session, const struct event *ended, char **changed,
			char **altered)
{
	struct git git = { .dir = keeper->place->git_dir };
	_cleanup_(err_release) struct err bad = ERR_INIT;

	if (!ended->commit || text_same(ended->tree, session->base_tree))
		return;
	if (git_changed_paths(&git, session->base, ended->commit, changed, &bad) ||
	    git_paths(&git, GIT("diff-tree", "-r", "-z", "--no-renames", "--name-only", "--diff-filter=a", session->base,
				ended->commit), altered, &bad))
		mem_replace(changed, 0);
}

static int take(struct keeper *keeper, const struct job *job, const struct claim_said *said, const struct claim_world *world,
		struct err *err)
{
	struct claim_found found = claim_compare(said, world);
	struct event event = {
		.kind = EVENT_claimed, .job = job->record.id, .attempt = job->attempt, .number = found.is_seen,
		.word = mem_dup(claim_kinds[said->kind]), .text = mem_dup(said->what),
		.key = mem_dup(claim_verdicts[found.verdict]), .list = found.evidence,
	};
	_cleanup_(err_release) struct err refused = ERR_INIT;
	int code = 0;

	/* One that is refused is not worth the turn that it was made in. */
	if (keeper_take(keeper, &event, &refused) && keeper->is_broken)
		code = err_set(err, refused.code, "%s", refused.text);
	event_release(&event);
	return code;
}

static bool needs_record(const struct claims_said *said)
{
	for (size_t i = 0; i < said->count; i++)
		if (said->list[i].kind == CLAIM_ran || said->list[i].kind == CLAIM_passed)
			return true;
	return false;
}

int claiming_take(struct keeper *keeper, const struct job *job, const struct event *ended, struct err *err)
{
	const struct session *session = session_at(keeper->state, job->session);
	_autofree_ char *changed = 0, *altered = 0;
	struct claims_said said = { 0 };
	struct deeds deeds = { 0 };
	struct claim_world world;
	int code = 0;

	if (!session || text_is_empty(session->outcome) || !text_same(ended->word, "done"))
		return 0;
	claims_say(&said, CLAIM_ran, session->ran);
	claims_say(&said, CLAIM_passed, session->passed);
	claims_say(&said, CLAIM_untouched, session->untouched);
	phrases_read(session->report, &said);
	phrases_read(session->decided, &said);
	if (said.count)
		read_change(keeper, session, ended, &changed, &altered);
	if (needs_record(&said))
		read_record(keeper, session, &deeds);
	world = (struct claim_world){ &deeds, tells_commands(keeper, session, &deeds), changed != 0, changed, altered, ended->outside };
	for (size_t i = 0; i < said.count && !code; i++)
		code = take(keeper, job, &said.list[i], &world, err);
	claims_said_release(&said);
	deeds_release(&deeds);
	return code;
}
