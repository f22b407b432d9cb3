/* plan.c - see plan.h. */
#include "core/plan.h"

#include "core/queue.h"
#include "core/release.h"
#include "core/rounds.h"
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
	EACH(job, job, state) {
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

static bool plan_deliver(const struct state *state, struct order *order)
{
	EACH(question, question, state) {
		const struct job *job = job_at(state, question->job);

		if (question->life == QUESTION_answered && job && job->life == JOB_running) {
			*order = (struct order){ ORDER_deliver, question->record.id, 0 };
			return true;
		}
	}
	return false;
}

static long long checks_running(const struct state *state)
{
	long long n = 0;

	EACH(job, job, state)
		n += job->run && job->life == JOB_running;
	return n;
}

static bool plan_start(const struct state *state, struct order *order)
{
	bool has_room = checks_running(state) < factory_of(state)->checks;

	EACH(job, job, state) {
		bool may_start;

		if (job->life != JOB_wanted)
			continue;
		may_start = job->session ? turn_may_start(state, job, 0)
					 : has_room && run_is_needed(state, run_at(state, job->run));
		if (may_start) {
			*order = (struct order){ ORDER_start_job, job->record.id, 0 };
			return true;
		}
	}
	return false;
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

bool plan_next(const struct state *state, long long now_ms, struct order *order)
{
	const struct task *task;

	if (plan_stop(state, now_ms, order) || plan_deliver(state, order))
		return true;
	if (factory_of(state)->mode != FACTORY_open)
		return false;
	if (plan_land(state, now_ms, order) || plan_start(state, order))
		return true;
	task = release_next(state);
	if (task)
		*order = (struct order){ ORDER_open_session, task->record.id, 0 };
	return task != 0;
}

static void sooner(long long *wake, long long at_ms)
{
	if (!*wake || at_ms < *wake)
		*wake = at_ms;
}

long long plan_wake(const struct state *state, long long now_ms)
{
	long long wake = 0;

	EACH(landing, landing, state)
		if (landing->life == LANDING_held && !landing->is_blocked_by_tip)
			sooner(&wake, landing->wake_ms > now_ms ? landing->wake_ms : now_ms + 1000);
	EACH(job, job, state)
		if (job->life == JOB_running && job->session) {
			const struct task *task = task_at(state, session_at(state, job->session)->task);

			if (task->time_ms && text_is_empty(job->stopping))
				sooner(&wake, job->started_ms + task->time_ms + 1);
		}
	return wake;
}

bool plan_is_idle(const struct state *state, long long now_ms)
{
	struct order order;

	EACH(job, job, state) {
		const struct session *session = session_at(state, job->session);

		/* A session at a question waits for the lead, and nothing else. */
		if (job->life == JOB_running && !(session && session->life == SESSION_asking))
			return false;
		if (job->life == JOB_wanted && !session && run_is_needed(state, run_at(state, job->run)))
			return false;
	}
	return !plan_next(state, now_ms, &order);
}
