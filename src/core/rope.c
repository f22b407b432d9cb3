/* rope.c - see rope.h. */
#include "core/rope.h"

#include "core/crew.h"
#include "core/pace.h"

#include "base/mem.h"
#include "base/text.h"

#define MINUTE_MS 60000LL

static long long expected_ms(const struct state *state, const struct task *task)
{
	return pace_expected_ms(state, task->class) * pace_green_percent(state, task->class) / 100;
}

bool rope_needs_nobody(const struct task *task)
{
	return text_same(task->review_mode, "policy");
}

static long long waiting_ms(const struct state *state, const struct task *task, const struct session *session)
{
	if (task->life == TASK_failed)
		return PACE_FAILURE_MS;
	if (task->life == TASK_review)
		return pace_review_ms(state, task->class, session->insertions + session->deletions);
	return session->life == SESSION_asking || session->life == SESSION_parked ? PACE_QUESTION_MS : 0;
}

static long long worth_of(const struct state *state)
{
	const struct crew_load load = { (double)pace_work_ms(state), (double)pace_human_ms(state),
					CREW_CONFLICT };

	return crew_worth(&load, CREW_WORTH_MOST);
}

static bool is_present(const struct state *state, long long now_ms)
{
	return now_ms - factory_of(state)->lead_ms < ROPE_PRESENCE_MS;
}

long long rope_tightens_ms(const struct state *state, long long now_ms)
{
	bool is_held = factory_of(state)->review_buffer_ms != 0;

	return is_held && is_present(state, now_ms) ? factory_of(state)->lead_ms + ROPE_PRESENCE_MS : 0;
}

struct rope rope_of(const struct state *state, long long now_ms)
{
	struct rope rope = { .allowed_ms = factory_of(state)->review_buffer_ms };

	if (!rope.allowed_ms)
		return rope;
	EACH_LIVE(session, session, state) {
		const struct task *task = task_at(state, session->task);

		if (task->session != session->record.id || task_is_held(task))
			continue;
		rope.waiting_ms += waiting_ms(state, task, session);
		if (rope_needs_nobody(task))
			continue;
		if (task->life >= TASK_proving && task->life <= TASK_gating)
			rope.coming_ms += expected_ms(state, task);
		rope.under_way += task->life >= TASK_proving && task->life <= TASK_landing;
	}
	rope.drum_ms = is_present(state, now_ms) ? pace_work_ms(state) : 0;
	rope.worth = worth_of(state);
	return rope;
}

static long long projected_ms(const struct rope *rope, long long more_ms)
{
	long long coming_ms = rope->coming_ms + more_ms - rope->drum_ms;

	return rope->waiting_ms + (coming_ms > 0 ? coming_ms : 0);
}

bool rope_takes(const struct state *state, const struct rope *rope, const struct task *task)
{
	if (!rope->allowed_ms || rope_needs_nobody(task) || (!rope->under_way && !rope->waiting_ms))
		return true;
	return rope->under_way < rope->worth && rope->waiting_ms < rope->allowed_ms &&
	       projected_ms(rope, expected_ms(state, task)) <= rope->allowed_ms;
}

static long long minutes(long long ms)
{
	return (ms + MINUTE_MS - 1) / MINUTE_MS;
}

char *rope_reason(const struct rope *rope)
{
	if (rope->under_way >= rope->worth)
		return mem_printf("review buffer: %lld task%s under way keep%s you busy", rope->under_way,
				  text_plural(rope->under_way), rope->under_way == 1 ? "s" : "");
	return mem_printf("review buffer: %lld min of review wait for you, %lld min more are on their way, "
			  "%lld min may wait",
			  minutes(rope->waiting_ms), minutes(rope->coming_ms), minutes(rope->allowed_ms));
}
