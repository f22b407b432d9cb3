/* release.c - see release.h. */
#include "core/release.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"

static bool is_under_way(const struct task *task)
{
	return task->life >= TASK_proving && task->life <= TASK_landing;
}

/* Without a scope nothing is known of where a task writes: then the merge has to tell. */
static bool scopes_meet(const struct task *a, const struct task *b)
{
	return !text_is_empty(a->scope) && !text_is_empty(b->scope) && glob_lists_overlap(a->scope, b->scope);
}

static char *missing_need(const struct state *state, const struct task *task)
{
	struct lines walk;

	LINES_EACH(walk, task->needs) {
		const struct task *need = task_named(state, walk.line);
		char *reason = 0;

		if (!need)
			reason = mem_printf("dependency: '%s' is not known", walk.line);
		else if (need->life == TASK_failed || need->life == TASK_cancelled)
			reason = mem_printf("dependency: '%s' %s", walk.line, need->life == TASK_failed ? "failed" : "was cancelled");
		else if (need->life != TASK_landed && need->life != TASK_done)
			reason = mem_printf("dependency: '%s' has not landed", walk.line);
		if (reason) {
			lines_stop(&walk);
			return reason;
		}
	}
	return 0;
}

static char *taken_scope(const struct state *state, const struct task *task)
{
	EACH(task, other, state)
		if (other != task && is_under_way(other) && scopes_meet(task, other))
			return mem_printf("scope: '%s' writes there too", other->name);
	return 0;
}

/* A cancelled session whose process is still being stopped is a session at work. */
static bool is_still_stopping(const struct state *state, const struct task *task)
{
	EACH(job, job, state)
		if (job->life == JOB_running && job->session &&
		    session_at(state, job->session)->task == task->record.id)
			return true;
	return false;
}

static long long sessions_open(const struct state *state)
{
	long long n = 0;

	EACH(task, task, state)
		n += task->life == TASK_proving || task->life == TASK_working || task->life == TASK_gating;
	return n;
}

bool task_may_open(const struct state *state, const struct task *task, long long opening, char **reason)
{
	const struct factory *factory = factory_of(state);
	char *why = 0;

	if (task->is_paused)
		why = mem_dup("paused");
	else if (text_is_empty(factory->tip))
		why = mem_dup("base: the target branch has no commit yet");
	else if (is_still_stopping(state, task))
		why = mem_dup("limit: its last session is still stopping");
	if (!why)
		why = missing_need(state, task);
	if (!why)
		why = taken_scope(state, task);
	if (!why && sessions_open(state) + opening >= factory->sessions)
		why = mem_printf("limit: %lld sessions", factory->sessions);
	*reason = why;
	return !why;
}

long long sessions_running(const struct state *state)
{
	long long n = 0;

	EACH(job, job, state)
		n += job->session && job->life == JOB_running;
	return n;
}

bool turn_may_start(const struct state *state, const struct job *job, long long starting)
{
	const struct session *session = session_at(state, job->session);
	const struct task *task = task_at(state, session->task);

	if (task->is_paused || task->life != TASK_working || session->life != SESSION_queued)
		return false;
	EACH(job, other, state)
		if (other->session && other->life == JOB_running &&
		    scopes_meet(task, task_at(state, session_at(state, other->session)->task)))
			return false;
	return sessions_running(state) + starting < factory_of(state)->sessions;
}

struct task *release_next(const struct state *state)
{
	struct task *best = 0;

	EACH(task, task, state) {
		_autofree_ char *reason = 0;

		/* Ties go to the older one, so that a steady stream of new ones cannot starve it. */
		if (task->life == TASK_waiting && (!best || task->priority < best->priority) &&
		    task_may_open(state, task, 0, &reason))
			best = task;
	}
	return best;
}
