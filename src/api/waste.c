/* waste.c - see waste.h. */
#include "api/waste.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "land/land.h"
#include "sys/fs.h"
#include "sys/git.h"

#include <errno.h>
#include <string.h>

#define LOG_AGE_MS (7LL * 24 * 3600 * 1000)

void waste_note(struct waste *waste, const char *what, const char *path, long long bytes)
{
	json_t *made = json_object();

	json_put(made, "what", what);
	json_put(made, "path", path);
	json_put_number(made, "bytes", bytes);
	json_array_append_new(waste->removed, made);
	waste->bytes += bytes;
}

void waste_keep(struct waste *waste, const char *what, const char *path, const char *why)
{
	json_t *made = json_object();

	json_put(made, "what", what);
	json_put(made, "path", path);
	json_put(made, "why", why);
	json_array_append_new(waste->kept, made);
}

int waste_remove(struct waste *waste, const char *what, const char *path, struct err *err)
{
	long long bytes;

	if (!fs_is_dir(path))
		return 0;
	bytes = fs_usage(path);
	if (!waste->is_dry && fs_remove_tree(path, err))
		return err->code;
	waste_note(waste, what, path, bytes);
	return 0;
}

/* A process may still be in it, whatever the store says; and one that a floor has just started has no lock yet. */
static bool has_runner(const struct view *view, long long session)
{
	EACH(job, job, view->state)
		if (job->session == session &&
		    ((job->life == JOB_running && view->floor_pid) || view_runner_lives(view, job)))
			return true;
	return false;
}

static bool is_over(const struct state *state, const struct session *session)
{
	const struct task *task = task_at(state, session->task);

	/* Failed is not over: the lead may say 'retry'. A task that began anew left its first
	 * session behind. */
	return session->life == SESSION_ended || task->life == TASK_landed ||
	       task->life == TASK_done || task->life == TASK_cancelled;
}

bool waste_is_over(const struct waste *waste, const struct session *session)
{
	return is_over(waste->view->state, session) && !has_runner(waste->view, session->record.id);
}

int waste_logs(struct waste *waste, struct err *err)
{
	EACH(job, job, waste->view->state) {
		_autofree_ char *folder = place_job(waste->view->place, job->record.id);
		_autofree_ char *path = mem_printf("%s/raw.log", folder);
		long long size, changed;

		fs_stamp(path, &size, &changed);
		if (job->life != JOB_ended || !changed ||
		    waste->view->now_ms - job->ended_ms < LOG_AGE_MS)
			continue;
		if (!waste->is_dry && unlink(path) && errno != ENOENT)
			return err_set(err, ERR_SYSTEM, "cannot remove '%s': %s", path,
				       strerror(errno));
		waste_note(waste, "log", path, size);
	}
	return 0;
}

/*
 * Merged is a matter of content: the checkpoint adds nothing to what its task landed. A
 * checkpoint holds uncommitted files too, so a landed task alone is no proof.
 */
static bool has_landed(const struct view *view, const struct task *task, const char *checkpoint)
{
	const struct land land = { view->place->git_dir, factory_of(view->state)->target };

	EACH(landing, landing, view->state) {
		_cleanup_(land_merge_release) struct land_merge merge = { 0 };
		_cleanup_(err_release) struct err err = ERR_INIT;

		if (landing->task != task->record.id || landing->life != LANDING_landed)
			continue;
		if (!land_merge(&land, landing->merged, checkpoint, &merge, &err) &&
		    text_same(merge.tree, landing->tree))
			return true;
	}
	return false;
}

/* Nothing was done since the session began. */
static bool is_empty(const struct waste *waste, const struct session *session, const char *commit)
{
	struct git git = { .dir = waste->view->place->git_dir };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *tree = 0;

	return !git_tree_of(&git, commit, &tree, &err) && text_same(tree, session->base_tree);
}

/* A session that is to begin at one of its checkpoints has not got it for its own yet. */
bool waste_is_needed(const struct waste *waste, const struct session *past)
{
	const struct state *state = waste->view->state;

	EACH(task, task, state)
		if (task->past == past->record.id)
			return true;
	EACH(session, session, state)
		if (session->past == past->record.id && session->turns <= 1 && session->life != SESSION_ended)
			return true;
	return false;
}

static const char *why_kept(const struct waste *waste, const struct session *session,
			    const char *commit)
{
	const struct task *task = task_at(waste->view->state, session->task);

	if (waste_is_needed(waste, session))
		return "a session goes back to one of it";
	if (is_over(waste->view->state, session) && is_empty(waste, session, commit))
		return 0;
	if (task->life == TASK_cancelled)
		return waste->with_cancelled
			       ? 0
			       : "its task was cancelled: --cancelled gives it up";
	if (task->life == TASK_done)
		return "its task ended in a report: nothing of it lands";
	if (task->life != TASK_landed)
		return "its task goes on";
	return has_landed(waste->view, task, commit) ? 0
						     : "it holds something that did not land";
}

static int waste_ref(struct waste *waste, const struct git *git, const char *ref,
		     const char *commit, struct err *err)
{
	const struct session *session;
	const char *why;
	long long number = 0;

	if (!text_to_number(ref + strlen("refs/leadhand/checkpoint/s"), &number))
		return 0;
	session = session_at(waste->view->state, number);
	why = session ? why_kept(waste, session, commit)
		      : "the store does not know its session";
	if (why) {
		waste_keep(waste, "checkpoint", ref, why);
		return 0;
	}
	if (!waste->is_dry && git_set_ref(git, ref, 0, commit, "leadhand gc", err))
		return err->code;
	waste_note(waste, "checkpoint", ref, 0);
	return 0;
}

int waste_checkpoints(struct waste *waste, struct err *err)
{
	struct git git = { .dir = waste->view->place->git_dir };
	_autofree_ char *refs = 0;
	struct lines walk;
	int code = git_read(&git,
			    GIT("for-each-ref", "--format=%(objectname) %(refname)",
				"refs/leadhand/checkpoint/"),
			    &refs, 0, err);

	if (code)
		return code;
	LINES_EACH(walk, refs) {
		char *space = strchr(walk.line, ' ');

		if (!space || !text_starts(space + 1, "refs/leadhand/checkpoint/s"))
			continue;
		*space = 0;
		if (waste_ref(waste, &git, space + 1, walk.line, err)) {
			lines_stop(&walk);
			return err->code;
		}
	}
	return 0;
}
