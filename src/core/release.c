/* release.c - see release.h. */
#include "core/release.h"

#include "core/halt.h"
#include "core/limits.h"
#include "core/needs.h"
#include "core/rope.h"
#include "core/turn.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"

static bool is_under_way(const struct task *task)
{
	return task->life >= TASK_proving && task->life <= TASK_landing;
}

/* Places that no tool writes for us; the caller's. */
static char *written_by_hand(const char *scope, const char *generated)
{
	char *list = mem_dup("");
	struct lines walk;

	LINES_EACH(walk, scope)
		if (!lines_has(generated, walk.line) && !glob_match_any(generated, walk.line))
			lines_add(&list, walk.line);
	return list;
}

/*
 * Without a scope nothing is known of where a task writes: then the merge has to tell. So it does where both have only
 * generated files in common: to let one wait for the other's lock file would let all wait for all.
 */
static bool scopes_meet(const struct state *state, const struct task *a, const struct task *b)
{
	const char *generated = factory_of(state)->generated;
	_autofree_ char *left = 0, *right = 0;

	if (text_is_empty(a->scope) || text_is_empty(b->scope) || !glob_lists_overlap(a->scope, b->scope))
		return false;
	if (text_is_empty(generated))
		return true;
	left = written_by_hand(a->scope, generated);
	right = written_by_hand(b->scope, generated);
	return glob_lists_overlap(left, right);
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
	const struct task **tasks; /* owned: those under way that say where they write */
	size_t count;
	long long open;	   /* sessions that are taken */
	long long running; /* turns that run */
	long long now_ms;
	struct rope rope; /* see crew_rope() */
	bool has_rope;
	const struct task *head; /* first in line of those that need the lead, once it was looked for */
	bool is_head_known;
};

/* Its provider takes no more for now, or the lead has to answer first: that keeps no other from its place. */
static bool is_parked(const struct state *state, const struct session *session, long long now_ms)
{
	const struct task *task = task_at(state, session->task);

	return session->life == SESSION_parked ||
	       (session->life == SESSION_queued && limit_is_of_provider(limit_of(state, task, 0, now_ms)));
}

static struct crew crew_of(const struct state *state, long long now_ms)
{
	struct crew crew = { .now_ms = now_ms };

	crew.tasks = mem_new(state->lives[RECORD_session].count + 1, sizeof *crew.tasks);
	EACH_LIVE(session, session, state) {
		const struct task *task = task_at(state, session->task);

		if (task->session != session->record.id || !is_under_way(task))
			continue;
		if (!text_is_empty(task->scope))
			crew.tasks[crew.count++] = task;
		crew.open += !task_is_held(task) && task->life <= TASK_gating && !is_parked(state, session, now_ms);
	}
	/* A held task gives its place away as soon as its process is gone. */
	EACH_LIVE(job, job, state) {
		crew.running += is_running_turn(job);
		crew.open += is_running_turn(job) && task_is_held(job_task(state, job));
	}
	return crew;
}

/* What the lead can take is dearer to tell than all the rest: only where a task would begin but for that. */
static const struct rope *crew_rope(const struct state *state, struct crew *crew)
{
	if (!crew->has_rope)
		crew->rope = rope_of(state, crew->now_ms);
	crew->has_rope = true;
	return &crew->rope;
}

static void crew_release(struct crew *crew)
{
	free(crew->tasks);
}

static const struct task *in_the_way(const struct state *state, const struct task *task,
				     const struct task *const *others, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (others[i] != task && scopes_meet(state, task, others[i]))
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

	if (text_is_empty(task->scope) || !crew->count)
		return false;
	if (other && other != task && is_under_way(other) && scopes_meet(state, task, other))
		return true;
	other = in_the_way(state, task, crew->tasks, crew->count);
	*hint = other ? other->record.id : 0;
	return other != 0;
}

enum hindrance { FREE, PAUSED, NO_BASE, BASE_RED, STOPPING, NEED, SCOPE, LIMIT, ROPE, OUTSIDE };

/* What the task itself has to wait for, however much place there is. */
static enum hindrance own_hindrance(const struct state *state, const struct task *task,
				    const struct crew *crew)
{
	_autofree_ char *need = 0;
	struct task *other = 0;

	if (task_is_held(task))
		return PAUSED;
	if (text_is_empty(factory_of(state)->tip))
		return NO_BASE;
	if (halt_is_on(state))
		return BASE_RED;
	if (task_has_process(state, task))
		return STOPPING;
	need = needs_missing(state, task, &other);
	if (need)
		return NEED;
	return is_scope_taken(state, task, crew) ? SCOPE : FREE;
}

/* Waiting makes urgent, so that a steady stream of urgent ones cannot starve the others. */
static long long urgency(const struct task *task, long long now_ms)
{
	return task->priority - (now_ms - task->called_ms) / RELEASE_AGE_MS;
}

static bool is_before(const struct task *a, const struct task *b, const long long *needed, long long now_ms)
{
	long long urgency_a = urgency(a, now_ms), urgency_b = urgency(b, now_ms);

	if (urgency_a != urgency_b)
		return urgency_a < urgency_b;
	if (needed[a->record.id] != needed[b->record.id])
		return needed[a->record.id] > needed[b->record.id];
	return a->record.id < b->record.id;
}

/* The waiting task that is first among those that nothing of their own holds back; all, or those that need nobody. */
static struct task *first_in_line(const struct state *state, const struct crew *crew, bool needs_nobody)
{
	const long long *needed = needs_count(state);
	struct task *best = 0;

	EACH_LIVE(task, task, state) {
		if (task->life != TASK_waiting || (best && !is_before(task, best, needed, crew->now_ms)))
			continue;
		if ((needs_nobody && !rope_needs_nobody(task)) || own_hindrance(state, task, crew) != FREE)
			continue;
		/* Another provider's tasks go on meanwhile. */
		if (limit_is_of_provider(limit_of(state, task, crew->running, crew->now_ms)))
			continue;
		best = task;
	}
	return best;
}

/* A smaller one must not slip past: the first in line would wait for a buffer that is never empty enough. */
static bool is_held_by_rope(const struct state *state, const struct task *task, struct crew *crew)
{
	if (rope_needs_nobody(task) || !factory_of(state)->review_buffer_ms)
		return false;
	if (!rope_takes(state, crew_rope(state, crew), task))
		return true;
	if (!crew->is_head_known)
		crew->head = first_in_line(state, crew, false);
	crew->is_head_known = true;
	return crew->head && crew->head != task && !rope_takes(state, &crew->rope, crew->head);
}

static enum hindrance hindrance_of(const struct state *state, const struct task *task,
				   struct crew *crew)
{
	enum hindrance what = own_hindrance(state, task, crew);

	if (what != FREE)
		return what;
	if (crew->open >= sessions_allowed(state))
		return LIMIT;
	if (is_held_by_rope(state, task, crew))
		return ROPE;
	return limit_of(state, task, crew->running, crew->now_ms) == LIMIT_none ? FREE : OUTSIDE;
}

static char *sessions_reason(const struct state *state)
{
	return mem_printf("limit: %lld session%s", sessions_allowed(state), text_plural(sessions_allowed(state)));
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
	case BASE_RED: return halt_reason(state);
	case STOPPING: return mem_dup("limit: its last session is still stopping");
	case NEED: return needs_reason(state, task);
	case SCOPE: return scope_reason(in_the_way(state, task, crew->tasks, crew->count));
	case LIMIT: return sessions_reason(state);
	case ROPE: return rope_reason(&crew->rope);
	case OUTSIDE:
		return limit_reason(state, task, limit_of(state, task, crew->running, crew->now_ms),
				    crew->now_ms);
	case FREE: break;
	}
	return 0;
}

bool task_may_open(const struct state *state, const struct task *task, long long now_ms,
		   char **reason)
{
	_cleanup_(crew_release) struct crew crew = crew_of(state, now_ms);
	enum hindrance what = hindrance_of(state, task, &crew);

	*reason = hindrance_text(state, task, &crew, what);
	return what == FREE;
}

const struct task *task_overlapped(const struct state *state, const struct task *task)
{
	EACH_LIVE(task, other, state)
		if (other->record.id < task->record.id && other->life >= TASK_waiting && other->life <= TASK_landing &&
		    !lines_has(task->needs, other->name) && !lines_has(other->needs, task->name) &&
		    scopes_meet(state, task, other))
			return other;
	return 0;
}

struct task *release_next(const struct state *state, long long now_ms)
{
	_cleanup_(crew_release) struct crew crew = crew_of(state, now_ms);
	struct task *best;

	if (crew.open >= sessions_allowed(state))
		return 0;
	best = first_in_line(state, &crew, false);
	/* What takes nothing of the lead need not wait with those that do. */
	if (best && !rope_takes(state, crew_rope(state, &crew), best))
		best = first_in_line(state, &crew, true);
	return best && limit_of(state, best, crew.running, now_ms) == LIMIT_none ? best : 0;
}

long long sessions_running(const struct state *state)
{
	long long n = 0;

	EACH_LIVE(job, job, state)
		n += is_running_turn(job);
	return n;
}

/* The tasks whose sessions run, the caller's. */
static const struct task **tasks_running(const struct state *state, size_t *count)
{
	const struct task **tasks = mem_new(state->lives[RECORD_job].count + 1, sizeof *tasks);

	*count = 0;
	EACH_LIVE(job, job, state)
		if (is_running_turn(job))
			tasks[(*count)++] = job_task(state, job);
	return tasks;
}

static bool is_due(const struct state *state, const struct job *job)
{
	const struct session *session = session_at(state, job->session);
	const struct task *task = session ? task_at(state, session->task) : 0;

	return task && job->life == JOB_wanted && session->life == SESSION_queued &&
	       task->life == TASK_working && !task_is_held(task);
}

struct job *turn_next(const struct state *state, long long now_ms)
{
	size_t count;
	_autofree_ const struct task **running = tasks_running(state, &count);

	if ((long long)count >= sessions_allowed(state))
		return 0;
	EACH_LIVE(job, job, state)
		if (is_due(state, job) && !pause_ends_ms(job, now_ms) && !in_the_way(state, job_task(state, job), running, count) &&
		    limit_of(state, job_task(state, job), (long long)count, now_ms) == LIMIT_none)
			return job;
	return 0;
}

char *turn_reason(const struct state *state, const struct job *job, long long now_ms)
{
	size_t count;
	_autofree_ const struct task **running = tasks_running(state, &count);
	const struct task *task = job_task(state, job), *other = in_the_way(state, task, running, count);

	if (pause_ends_ms(job, now_ms))
		return mem_printf("the turn broke off (%s): goes on in %lld s", job->error,
				  (pause_ends_ms(job, now_ms) - now_ms + 999) / 1000);
	if (other)
		return scope_reason(other);
	return (long long)count >= sessions_allowed(state) ? sessions_reason(state)
		: limit_reason(state, task, limit_of(state, task, (long long)count, now_ms), now_ms);
}

static void sooner(long long *wake_ms, long long at_ms)
{
	if (at_ms && (!*wake_ms || at_ms < *wake_ms))
		*wake_ms = at_ms;
}

/* When the limit that holds it ends; 0 where none does, or no clock tells. */
static long long held_until(const struct state *state, const struct task *task, long long running, long long now_ms)
{
	return limit_ends_ms(state, task, limit_of(state, task, running, now_ms), now_ms);
}

long long release_wake(const struct state *state, long long now_ms)
{
	_cleanup_(crew_release) struct crew crew = { 0 };
	long long wake_ms = 0, running = sessions_running(state);

	EACH_LIVE(job, job, state)
		if (is_due(state, job))
			sooner(&wake_ms, pause_ends_ms(job, now_ms) ? pause_ends_ms(job, now_ms)
			       : held_until(state, job_task(state, job), running, now_ms));
	crew = crew_of(state, now_ms);
	if (crew.open >= sessions_allowed(state))
		return wake_ms;
	/* What waits for the lead or for others is not kept by the clock. */
	EACH_LIVE(task, task, state) {
		long long until_ms = task->life == TASK_waiting ? held_until(state, task, running, now_ms) : 0;

		/* The rest is dear to ask of all that wait. */
		if (until_ms && (!wake_ms || until_ms < wake_ms) && hindrance_of(state, task, &crew) == OUTSIDE)
			wake_ms = until_ms;
	}
	return wake_ms;
}
