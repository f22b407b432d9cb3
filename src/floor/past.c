/* past.c - see past.h. */
#include "floor/past.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/git.h"

static bool has_commit(const struct git *git, const char *commit)
{
	_cleanup_(err_release) struct err none = ERR_INIT;
	_autofree_ char *found = 0;

	return !text_is_empty(commit) && text_is_oid(commit) && !git_commit_of(git, commit, &found, &none);
}

static bool is_checkpoint(const struct git *git, const struct session *session, const char *commit)
{
	_autofree_ char *ref = mem_printf("refs/leadhand/checkpoint/s%lld", session->record.id), *list = 0;
	_cleanup_(err_release) struct err none = ERR_INIT;

	return text_is_oid(commit) &&
	       !git_read(git, GIT("rev-list", "--first-parent", ref, "--not", session->base), &list, 0, &none) &&
	       lines_has(list, commit);
}

int past_meant(const struct keeper *keeper, const struct task *task, const json_t *request, struct event *event,
	       struct err *err)
{
	const struct session *session = session_at(keeper->state, json_number(request, "session"));
	const char *commit = json_text_or(request, "commit", ""), *head = json_text_or(request, "head", "");
	const struct git git = { .dir = keeper->place->git_dir };

	if (!session || session->task != task->record.id || !is_checkpoint(&git, session, commit))
		return err_set(err, ERR_MISSING, "task '%s' has no such checkpoint: see 'leadhand checkpoints %s'",
			       task->name, task->name);
	event->session = session->record.id;
	event->commit = mem_dup(commit);
	event->base = has_commit(&git, head) ? mem_dup(head) : 0;
	return 0;
}

/* A job that was never started had no runner: whatever stands there is of another store. Later on nothing may be
 * taken from where the session's own work is. */
static int set_ref(const struct git *git, const struct job *job, const char *ref, const char *commit, struct err *err)
{
	int code = git_set_ref(git, ref, commit, job->attempt ? "" : 0, "leadhand: restore", err);

	if (code != ERR_CONFLICT)
		return code;
	err_release(err);
	return 0;
}

int past_prepare(const struct keeper *keeper, const struct job *job, struct err *err)
{
	const struct session *session = session_at(keeper->state, job->session);
	const struct git git = { .dir = keeper->place->git_dir };
	_autofree_ char *head = mem_printf("refs/leadhand/session/%lld", job->session);
	_autofree_ char *saved = mem_printf("refs/leadhand/checkpoint/s%lld", job->session);

	if (!session->past || job->turn > 1)
		return 0;
	/* Without its HEAD the files are uncommitted on the base: less than was meant, and nothing lost. */
	if ((has_commit(&git, session->moment_head) && set_ref(&git, job, head, session->moment_head, err)) ||
	    set_ref(&git, job, saved, session->moment, err))
		return err_wrap(err, "cannot go back to checkpoint %.12s", session->moment);
	return 0;
}
