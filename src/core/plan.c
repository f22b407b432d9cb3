/* plan.c - see plan.h. */
#include "core/plan.h"

#include "core/ask.h"
#include "core/flake.h"
#include "core/ledger.h"
#include "core/queue.h"
#include "core/release.h"
#include "core/watch.h"

#include "base/text.h"

const char *const order_kinds[] = {
#define X(name) #name,
	ORDER_KINDS(X)
#undef X
	0
};

static bool plan_stop(const struct state *state, long long now_ms, struct order *order)
{
	EACH_LIVE(job, job, state) {
		const char *why;

		if (job->life != JOB_running || !text_is_empty(job->stopping))
			continue;
		why = job_stop_reason(state, job, now_ms);
		if (why) {
			*order = (struct order){ ORDER_stop_job, job->record.id, why };
			return true;
		}
	}
	return false;
}

static bool plan_deliver(const struct state *state, long long now_ms, struct order *order)
{
	const struct question *due = ask_due(state, now_ms);

	if (due) {
		*order = (struct order){ ORDER_decide, due->record.id, 0 };
		return true;
	}
	EACH_LIVE(question, question, state) {
		const struct job *job = job_at(state, question->job);

		if (question->life == QUESTION_answered && question_is_proposal(question)) {
			*order = (struct order){ ORDER_adopt, question->record.id, 0 };
			return true;
		}
		if (question->life == QUESTION_answered && !question->is_left && job && job->life == JOB_running) {
			*order = (struct order){ ORDER_deliver, question->record.id, 0 };
			return true;
		}
	}
	return false;
}

static bool plan_lapse(const struct state *state, long long now_ms, struct order *order)
{
	const struct test *test = flake_due(state, now_ms);

	if (test)
		*order = (struct order){ ORDER_lapse, test->record.id, 0 };
	return test != 0;
}

static long long checks_running(const struct state *state)
{
	long long n = 0;

	EACH_LIVE(job, job, state)
		n += job->run && job->life == JOB_running;
	return n;
}

/* The older of a turn and a check, so that neither can starve the other. */
static bool plan_start(const struct state *state, long long now_ms, struct order *order)
{
	bool has_room = checks_running(state) < factory_of(state)->checks;
	const struct job *turn = turn_next(state, now_ms), *check = has_room ? check_next(state) : 0;
	const struct job *job = turn && check ? (turn->record.id < check->record.id ? turn : check)
			      : turn ? turn : check;

	if (job)
		*order = (struct order){ ORDER_start_job, job->record.id, 0 };
	return job != 0;
}

static bool plan_land(const struct state *state, long long now_ms, struct order *order)
{
	struct landing *landing;

	switch (queue_next(state, now_ms, &landing)) {
	case LANDING_STEP_merge:
		if (text_is_empty(factory_of(state)->tip))
			return false;
		*order = (struct order){ ORDER_merge, landing->record.id, 0 };
		return true;
	case LANDING_STEP_move:
		*order = (struct order){ ORDER_move, landing->record.id, 0 };
		return true;
	case LANDING_STEP_none: break;
	}
	return false;
}

/* All that needs no lead. */
static bool plan_work(const struct state *state, long long now_ms, struct order *order)
{
	const struct task *task;

	if (plan_stop(state, now_ms, order) || plan_deliver(state, now_ms, order) || plan_lapse(state, now_ms, order))
		return true;
	if (factory_of(state)->mode != FACTORY_open)
		return false;
	if (plan_land(state, now_ms, order) || plan_start(state, now_ms, order))
		return true;
	task = release_next(state, now_ms);
	if (task)
		*order = (struct order){ ORDER_open_session, task->record.id, 0 };
	return task != 0;
}

bool plan_next(const struct state *state, long long now_ms, struct order *order)
{
	long long told;

	if (plan_work(state, now_ms, order))
		return true;
	/* Last, so that what can be done at once is not told as standing still. */
	told = ask_tell(state, now_ms);
	if (told)
		*order = (struct order){ ORDER_tell, told, 0 };
	return told != 0;
}

static void sooner(long long *wake, long long at_ms)
{
	if (at_ms && (!*wake || at_ms < *wake))
		*wake = at_ms;
}

long long plan_wake(const struct state *state, long long now_ms)
{
	long long wake = 0;

	EACH_LIVE(landing, landing, state)
		if (landing->life == LANDING_held && !landing->is_blocked_by_tip)
			sooner(&wake, landing->wake_ms > now_ms ? landing->wake_ms : now_ms + 1000);
	EACH_LIVE(job, job, state)
		if (text_is_empty(job->stopping))
			sooner(&wake, job_time_is_up(state, job));
	sooner(&wake, ask_next_due(state));
	sooner(&wake, ask_wake(state, now_ms));
	sooner(&wake, flake_next_due(state));
	if (factory_of(state)->mode == FACTORY_open)
		sooner(&wake, release_wake(state, now_ms));
	return wake;
}

bool plan_is_idle(const struct state *state, long long now_ms)
{
	struct order order;

	/* A session at a question waits for the lead, and nothing else. */
	EACH_LIVE(job, job, state)
		if (job->life == JOB_running &&
		    !(job->session && session_at(state, job->session)->life == SESSION_asking))
			return false;
	if (factory_of(state)->mode == FACTORY_open && release_wake(state, now_ms))
		return false;
	return !plan_work(state, now_ms, &order);
}
