/* salvage.c - see salvage.h. */
#include "api/salvage.h"

#include "api/moments.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/proc.h"
#include "workspace/workspace.h"

#include <string.h>

enum { JOURNAL_BYTES = 256 << 10 };

static const struct job *last_job(const struct view *view, const struct session *session)
{
	for (long long i = job_count(view->state); i >= 1; i--)
		if (job_at(view->state, i)->session == session->record.id)
			return job_at(view->state, i);
	return 0;
}

static struct workspace workspace_at(const struct view *view, const char *path)
{
	return (struct workspace){ .git_dir = view->place->git_dir, .store = view->place->store,
				   .target = factory_of(view->state)->target, .path = path };
}

/* "PATH/../salvaged": the job and attempt whose leavings were saved. */
static char *mark_path(const char *path)
{
	_autofree_ char *room = mem_dup_part(path, (size_t)(strrchr(path, '/') - path));

	return mem_printf("%s/salvaged", room);
}

static char *mark_of(const struct job *job)
{
	return mem_printf("%lld.%lld", job->record.id, job->attempt);
}

/* Where the mark cannot be set, what was saved is only told of once more. */
static void set_mark(const struct view *view, const struct session *session, const char *path)
{
	const struct job *job = last_job(view, session);
	_autofree_ char *at = mark_path(path), *text = job ? mark_of(job) : 0;
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (text)
		(void)!fs_write(at, text, strlen(text), &err);
}

/* In a process of its own, which takes a view in which the workspace is mounted. */
static int rescue(const char *folder, char **commit, struct err *err)
{
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	_autofree_ char *self = proc_self();
	const struct proc proc = { .argv = (const char *const[]){ self, "rescue", "--json", folder, 0 } };
	_json_ json_t *answer = 0;
	const char *trouble;

	if (proc_run(&proc, &result, err))
		return err->code;
	if (json_parse(result.out, result.out_len, &answer, err))
		return err_wrap(err, "the workspace could not be looked at");
	trouble = result.status ? json_text_or(json_object_get(answer, "error"), "text", "it could not be looked at")
				: json_text(answer, "trouble");
	if (trouble)
		return err_set(err, ERR_CHILD, "%s", trouble);
	*commit = mem_dup(json_text_or(answer, "commit", ""));
	return 0;
}

int salvage_save(const struct view *view, const struct session *session, const char *path, char **commit,
		 struct err *err)
{
	const struct workspace workspace = workspace_at(view, path);
	const struct job *job = last_job(view, session);
	_autofree_ char *folder = job ? place_job(view->place, job->record.id) : 0;

	*commit = 0;
	/* A half-made one is no work: saved, it would stand where the work was. */
	if (!folder || !workspace_is_ready(&workspace))
		return 0;
	if (rescue(folder, commit, err))
		return err->code;
	set_mark(view, session, path);
	return 0;
}

int salvage_leave(const struct view *view, const char *path, struct err *err)
{
	const struct workspace workspace = workspace_at(view, path);

	return workspace_leave(&workspace, err);
}

/* A turn that is wanted is started at once, or as soon as there is room; it saves what it finds. */
static bool goes_on(const struct view *view, const struct job *job)
{
	return view->floor_pid && job->life != JOB_ended;
}

int salvage_hold(const struct view *view, const struct session *session, int *lock, struct err *err)
{
	const struct job *job = last_job(view, session);
	_autofree_ char *folder = job ? place_job(view->place, job->record.id) : 0;
	_autofree_ char *journal = folder ? mem_printf("%s/out.jsonl", folder) : 0;

	*lock = -1;
	if (job && goes_on(view, job))
		return err_set(err, ERR_CONFLICT, "the floor goes on with it, and saves it first");
	if (!journal || !fs_exists(journal))
		return 0;
	return fs_lock(journal, false, lock, err) ? err_set(err, ERR_CONFLICT, "its runner lives") : 0;
}

/* Whether the last attempt that a journal tells of ended. */
static bool is_ended(const char *journal)
{
	_autofree_ char *text = fs_read_tail(journal, JOURNAL_BYTES, 0);
	bool has_ended = false;
	struct lines walk;

	LINES_EACH(walk, text) {
		_cleanup_(err_release) struct err err = ERR_INIT;
		_json_ json_t *line = 0;

		if (json_parse(walk.line, strlen(walk.line), &line, &err))
			continue;
		has_ended = text_same(json_text(line, "kind"), "ended");
	}
	return has_ended;
}

static bool is_salvaged(const char *path, const struct job *job)
{
	_autofree_ char *at = mark_path(path), *mark = mark_of(job), *found = fs_read_tail(at, 64, 0);

	return text_same(found, mark);
}

bool salvage_is_due(const struct view *view, const struct session *session)
{
	const struct job *job = last_job(view, session);
	_autofree_ char *path = job ? view_workspace(view, session) : 0;
	_autofree_ char *folder = job ? place_job(view->place, job->record.id) : 0;
	_autofree_ char *journal = job ? mem_printf("%s/out.jsonl", folder) : 0;
	const struct workspace workspace = workspace_at(view, path);

	return job && job->attempt && !goes_on(view, job) && workspace_is_ready(&workspace) &&
	       !view_runner_lives(view, job) && !is_ended(journal) && !is_salvaged(path, job);
}
