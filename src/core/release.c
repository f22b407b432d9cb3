/* release.c - see release.h. */
#include "core/release.h"

#include "core/needs.h"
#include "core/turn.h"

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
	return !text_is_empty(a->scope) && !text_is_empty(b->scope) &&
	       glob_lists_overlap(a->scope, b->scope);
}

long long sessions_allowed(const struct state *state)
{
	const struct factory *factory = factory_of(state);

	return factory->sessions_said ? factory->sessions_said : factory->sessions;
}

static const struct task *job_task(const struct state *state, const struct job *job)
{
	return task_at(state, session_at(state, job->session)->task);
}

static bool is_running_turn(const struct job *job)
{
	return job->session && job->life == JOB_running;
}

/* What every task that wants to begin has to fit in with; gathered once for all of them. */
struct crew {
	const struct task **tasks; /* owned: those under way */
	size_t count;
	long long open; /* sessions that are taken */
};

static struct crew crew_of(const struct state *state)
{
	struct crew crew = { 0 };

	crew.tasks = mem_new((size_t)task_count(state) + 1, sizeof *crew.tasks);
	EACH(task, task, state) {
		if (!is_under_way(task))
			continue;
		crew.tasks[crew.count++] = task;
		crew.open += !task->is_paused && task->life <= TASK_gating;
	}
	/* A paused task gives its place away as soon as its process is gone. */
	EACH_LIVE(job, state)
		crew.open += is_running_turn(job) && job_task(state, job)->is_paused;
	return crew;
}

static void crew_release(struct crew *crew)
{
	free(crew->tasks);
}

static const struct task *in_the_way(const struct task *task, const struct task *const *others,
				     size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (others[i] != task && scopes_meet(task, others[i]))
			return others[i];
	return 0;
}

/*
 * Asked of every waiting task in every plan, while scopes seldom change: who was in the way the
 * last time mostly still is.
 */
static bool is_scope_taken(const struct state *state, const struct task *task,
			   const struct crew *crew)
{
	long long *hint = hints_at(state->in_the_way, task->record.id);
	const struct task *other = task_at(state, *hint);

	if (other && other != task && is_under_way(other) && scopes_meet(task, other))
		return true;
	other = in_the_way(task, crew->tasks, crew->count);
	*hint = other ? other->record.id : 0;
	return other != 0;
}

enum hindrance { FREE, PAUSED, NO_BASE, STOPPING, NEED, SCOPE, LIMIT };

static enum hindrance hindrance_of(const struct state *state, const struct task *task,
				   const struct crew *crew, long long opening)
{
	_autofree_ char *need = 0;
	struct task *other = 0;

	if (task->is_paused)
		return PAUSED;
	if (text_is_empty(factory_of(state)->tip))
		return NO_BASE;
	if (task_has_process(state, task))
		return STOPPING;
	need = needs_missing(state, task, &other);
	if (need)
		return NEED;
	if (is_scope_taken(state, task, crew))
		return SCOPE;
	return crew->open + opening >= sessions_allowed(state) ? LIMIT : FREE;
}

static char *limit_reason(const struct state *state)
{
	return mem_printf("limit: %lld sessions", sessions_allowed(state));
}

static char *scope_reason(const struct task *other)
{
	return mem_printf("scope: '%s' writes there too", other->name);
}

static char *hindrance_text(const struct state *state, const struct task *task,
			    const struct crew *crew, enum hindrance what)
{
	switch (what) {
	case PAUSED: return mem_dup("paused");
	case NO_BASE: return mem_dup("base: the target branch has no commit yet");
	case STOPPING: return mem_dup("limit: its last session is still stopping");
	case NEED: return needs_reason(state, task);
	case SCOPE: return scope_reason(in_the_way(task, crew->tasks, crew->count));
	case LIMIT: return limit_reason(state);
	case FREE: break;
	}
	return 0;
}

bool task_may_open(const struct state *state, const struct task *task, long long opening,
		   char **reason)
{
	_cleanup_(crew_release) struct crew crew = crew_of(state);
	enum hindrance what = hindrance_of(state, task, &crew, opening);

	*reason = hindrance_text(state, task, &crew, what);
	return what == FREE;
}

struct task *release_next(const struct state *state)
{
	_cleanup_(crew_release) struct crew crew = crew_of(state);
	struct task *best = 0;

	if (crew.open >= sessions_allowed(state))
		return 0;
	EACH(task, task, state)
		/* Ties go to the older one, so that a steady stream of new ones cannot starve
		 * it. */
		if (task->life == TASK_waiting && (!best || task->priority < best->priority) &&
		    hindrance_of(state, task, &crew, 0) == FREE)
			best = task;
	return best;
}

long long sessions_running(const struct state *state)
{
	long long n = 0;

	EACH_LIVE(job, state)
		n += is_running_turn(job);
	return n;
}

/* The tasks whose sessions run, the caller's. */
static const struct task **tasks_running(const struct state *state, size_t *count)
{
	const struct task **tasks = mem_new(state->live.count + 1, sizeof *tasks);

	*count = 0;
	EACH_LIVE(job, state)
		if (is_running_turn(job))
			tasks[(*count)++] = job_task(state, job);
	return tasks;
}

static bool is_due(const struct state *state, const struct job *job)
{
	const struct session *session = session_at(state, job->session);
	const struct task *task = session ? task_at(state, session->task) : 0;

	return task && job->life == JOB_wanted && session->life == SESSION_queued &&
	       task->life == TASK_working && !task->is_paused;
}

struct job *turn_next(const struct state *state)
{
	size_t count;
	_autofree_ const struct task **running = tasks_running(state, &count);

	if ((long long)count >= sessions_allowed(state))
		return 0;
	EACH_LIVE(job, state)
		if (is_due(state, job) && !in_the_way(job_task(state, job), running, count))
			return job;
	return 0;
}

char *turn_reason(const struct state *state, const struct job *job)
{
	size_t count;
	_autofree_ const struct task **running = tasks_running(state, &count);
	const struct task *other = in_the_way(job_task(state, job), running, count);

	if (other)
		return scope_reason(other);
	return (long long)count >= sessions_allowed(state) ? limit_reason(state) : 0;
}
