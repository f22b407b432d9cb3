/* findings.c - see findings.h. */
#include "api/findings.h"

#include "api/salvage.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/git.h"

#include <stdarg.h>
#include <string.h>

void found_add(json_t *found, const char *what, const char *fmt, ...)
{
	_autofree_ char *text = 0;
	json_t *made = json_object();
	va_list ap;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	json_put(made, "what", what);
	json_put(made, "text", text);
	json_array_append_new(found, made);
}

int check_store(const struct view *view, json_t *found, struct err *err)
{
	_autofree_ char *text = 0, *where = 0;
	_cleanup_(err_release) struct err why = ERR_INIT;
	struct state *tables = 0, *replayed = 0;
	long long events = 0;
	int code = store_check(view->store, &text, err);

	if (!code && text)
		found_add(found, "store", "%s", text);
	if (!code)
		code = store_freeze(view->store, err);
	if (code)
		return code;
	/* Both at one moment: a floor may write while we read. */
	if (store_load(view->store, &tables, &why))
		found_add(found, "store", "the tables cannot be read: %s", why.text);
	else if (store_replay(view->store, &replayed, &events, &why))
		found_add(found, "events", "%s", why.text);
	else if (!state_same(tables, replayed, &where))
		found_add(found, "events", "what %lld events make is not what the tables hold: %s",
		    events, where);
	store_thaw(view->store);
	state_free(tables);
	state_free(replayed);
	return 0;
}

static void check_job(const struct view *view, const struct job *job, json_t *found)
{
	_autofree_ char *folder = place_job(view->place, job->record.id);
	_autofree_ char *journal = mem_printf("%s/out.jsonl", folder);
	long long offset = store_offset(view->store, job->record.id), size, changed;

	fs_stamp(journal, &size, &changed);
	if (offset > size)
		found_add(found, "journal", "of job %lld %lld bytes were read, and %lld are there",
		    job->record.id, offset, size);
	/* A floor that runs starts a lost job again within a second or two; what is older was
	 * missed. */
	if (job->life == JOB_running && view->floor_pid &&
	    view->now_ms - job->started_ms > 10000 && !view_runner_lives(view, job))
		found_add(found, "job",
		    "job %lld is running by the store's word, and its runner is gone",
		    job->record.id);
}

void check_jobs(const struct view *view, json_t *found)
{
	EACH(job, job, view->state)
		check_job(view, job, found);
}

struct wanted_object {
	const char *commit; /* borrowed */
	char *why;	    /* owned */
};
struct wanted_objects {
	struct wanted_object *list; /* owned */
	size_t count;
};

static void want(struct wanted_objects *wanted, const char *commit, char *why)
{
	if (text_is_empty(commit)) {
		free(why);
		return;
	}
	wanted->list = mem_grow(wanted->list, wanted->count + 1, sizeof(*wanted->list));
	wanted->list[wanted->count++] = (struct wanted_object){ commit, why };
}

/* Of a session that has ended 'gc' may have thinned them out. */
static void want_moments(const struct task *task, const struct session *session,
			 struct wanted_objects *wanted)
{
	const char *moment = task->past ? task->moment : session->moment;

	want(wanted, session->life == SESSION_ended ? 0 : session->checkpoint,
	     mem_printf("the checkpoint of task '%s'", task->name));
	want(wanted, !task->past && session->life == SESSION_ended ? 0 : moment,
	     mem_printf("the checkpoint that task '%s' goes back to", task->name));
}

static void want_all(const struct state *state, struct wanted_objects *wanted)
{
	EACH(task, task, state) {
		const struct session *session = session_at(state, task->session);

		if (!session || task->life >= TASK_landed)
			continue;
		want(wanted, session->base, mem_printf("the base of task '%s'", task->name));
		want(wanted, session->commit, mem_printf("what task '%s' offers", task->name));
		want_moments(task, session, wanted);
	}
	EACH(landing, landing, state)
		if (landing->life == LANDING_landed) {
			want(wanted, landing->commit,
			     mem_printf("what landed as task '%s'",
					task_at(state, landing->task)->name));
			want(wanted, landing->merged,
			     mem_printf("the commit of task '%s'",
					task_at(state, landing->task)->name));
		}
}

static void read_missing(const struct wanted_objects *wanted, const char *answers,
			 json_t *found)
{
	struct lines walk;
	size_t i = 0;

	LINES_EACH(walk, answers) {
		if (i < wanted->count && !strstr(walk.line, " commit "))
			found_add(found, "object", "%s, commit %.12s, is not in the repository",
			    wanted->list[i].why, wanted->list[i].commit);
		i++;
	}
}

int check_refs(const struct view *view, json_t *found, struct err *err)
{
	struct git git = { .dir = view->place->git_dir };
	struct wanted_objects wanted = { 0 };
	_autofree_ char *names = mem_dup(""), *answers = 0;
	int status = 0, code = 0;

	want_all(view->state, &wanted);
	for (size_t i = 0; i < wanted.count; i++)
		mem_replace(&names, mem_printf("%s%s\n", names, wanted.list[i].commit));
	if (wanted.count)
		code = git_ask(&git, GIT("cat-file", "--batch-check"), names, &status, &answers,
			       err);
	if (!code && answers)
		read_missing(&wanted, answers, found);
	for (size_t i = 0; i < wanted.count; i++)
		free(wanted.list[i].why);
	free(wanted.list);
	return code;
}

/* In a shared checkout a session has a room, and no work tree in it. */
static bool is_sharing(const char *workspace)
{
	_autofree_ char *path = mem_printf("%.*s/swarm.json", (int)(strrchr(workspace, '/') - workspace), workspace);

	return fs_exists(path);
}

void check_workspaces(const struct view *view, json_t *found)
{
	EACH(task, task, view->state) {
		const struct session *session = session_at(view->state, task->session);
		_autofree_ char *path = 0;

		/* Its first turn makes it. */
		if (!session || !session->turns || session->life == SESSION_ended ||
		    task->life >= TASK_landed || text_is_empty(session->commit))
			continue;
		path = view_workspace(view, session);
		if (!fs_is_dir(path) && !is_sharing(path))
			found_add(found, "workspace",
			    "task '%s' has lost its workspace '%s'; its work is in commit "
			    "%.12s",
			    task->name, path,
			    session->checkpoint ? session->checkpoint : session->commit);
	}
}

void check_unsaved(const struct view *view, json_t *unsaved)
{
	EACH(session, session, view->state) {
		const struct task *task = task_at(view->state, session->task);
		json_t *made;

		if (!salvage_is_due(view, session))
			continue;
		made = json_object();
		json_put(made, "task", task->name);
		json_put_number(made, "session", session->record.id);
		json_array_append_new(unsaved, made);
	}
}
