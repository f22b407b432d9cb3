/* queue.c - see queue.h. */
#include "core/queue.h"

#include "core/halt.h"
#include "core/ledger.h"
#include "core/pace.h"
#include "core/rounds.h"
#include "core/turn.h"

#include "base/mem.h"
#include "base/text.h"

#include <assert.h>

static void landing_go(struct landing *landing, enum landing_turn turn, long long at_ms)
{
	int next = landing_next(landing->life, turn);

	assert(next >= 0);
	if (next != landing->life) {
		landing->since_ms = at_ms;
		landing->is_told = 0;
	}
	landing->life = next;
	record_touch(landing);
}

struct landing *task_landing(const struct state *state, const struct task *task)
{
	EACH_LIVE(landing, landing, state)
		if (landing->task == task->record.id)
			return landing;
	return 0;
}

void landing_return(struct state *state, struct landing *landing, const struct call *call,
		    const char *reason, long long at_ms)
{
	struct session *session = session_at(state, landing->session);

	landing_go(landing, LANDING_ON_returned, at_ms);
	record_set(landing, &landing->reason, reason);
	review_void(review_at(state, landing->review));
	record_set(session, &session->base, landing->tip);
	record_set(session, &session->base_tree, landing->tip_tree);
	pace_begin(session);
	session_call_round(state, session, call, text_same(call->why, "conflict") ? FAILURE_conflict : FAILURE_merged_red, reason,
			   at_ms);
}

void landing_withdraw(struct landing *landing, long long at_ms)
{
	landing_go(landing, LANDING_ON_returned, at_ms);
}

void landing_put_back(struct state *state, struct landing *landing, long long at_ms)
{
	struct task *task = task_at(state, landing->task);

	if (landing->life == LANDING_queued)
		return;
	landing_go(landing, LANDING_ON_put_back, at_ms);
	record_set(landing, &landing->tip, "");
	record_set(landing, &landing->tip_tree, "");
	record_set(landing, &landing->merged, "");
	record_set(landing, &landing->tree, "");
	record_set(landing, &landing->reason, "");
	landing->is_blocked_by_tip = 0;
	if (task_may(task, TASK_ON_put_back))
		task_go(task, TASK_ON_put_back, at_ms);
}

bool landing_may_move(const struct state *state, const struct landing *landing)
{
	return landing->life == LANDING_moving ||
	       (landing->life == LANDING_held && !text_is_empty(landing->merged) &&
		gates_are_green(state, landing->gates, landing->tree));
}

struct landing *queue_front(const struct state *state)
{
	EACH_LIVE(landing, each, state)
		if (each->life == LANDING_gating || each->life == LANDING_moving)
			return each;
	return 0;
}

static bool tip_is_met(const struct state *state, const struct landing *landing)
{
	return text_same(landing->tip, factory_of(state)->tip);
}

void landing_done(struct state *state, struct landing *landing, long long at_ms)
{
	struct session *session = session_at(state, landing->session);
	struct factory *factory = factory_of(state);

	landing_go(landing, LANDING_ON_landed, at_ms);
	record_set(landing, &landing->reason, "");
	session->life = session_next(session->life, SESSION_ON_closed);
	record_touch(session);
	/* Where the target has moved on since, we know better than this. */
	if (tip_is_met(state, landing)) {
		record_set(factory, &factory->tip, landing->merged);
		record_set(factory, &factory->tip_tree, landing->tree);
	}
	task_go(task_at(state, landing->task), TASK_ON_landed, at_ms);
	halt_look(state, at_ms);
}

void landing_judge(struct state *state, struct landing *landing, long long at_ms)
{
	struct task *task = task_at(state, landing->task);
	struct verdict verdict;

	if (landing->life != LANDING_gating)
		return;
	verdict = verdict_of(state, landing->gates, landing->tree, landing->merged,
			     landing->tip_tree, landing->tip);
	if (verdict.is_pending) {
		verdict_release(&verdict);
		return;
	}
	if (verdict.broken) {
		/* The gate may work again when somebody mended the machine: that is a retry, by the lead. */
		landing_go(landing, LANDING_ON_returned, at_ms);
		review_void(review_at(state, landing->review));
		record_set(landing, &landing->reason, verdict.broken);
		task_fail(state, task, FAILURE_machine, verdict.broken, at_ms);
	} else if (verdict.blamed) {
		_autofree_ char *reason = mem_printf("gate '%s' %s once merged onto '%s'", verdict.first,
						     verdict.counts_none ? VERDICT_COUNTS_NONE : "is red",
						     factory_of(state)->target ? factory_of(state)->target : "");
		struct call call = { "gate_red", "", verdict.blamed };

		landing_return(state, landing, &call, reason, at_ms);
	} else if (verdict.excused) {
		_autofree_ char *reason = mem_printf("gate '%s' is red on '%s' itself: nothing can land until it is mended there",
						     verdict.first, factory_of(state)->target ? factory_of(state)->target : "");

		landing_go(landing, LANDING_ON_held, at_ms);
		landing->is_blocked_by_tip = 1;
		record_set(landing, &landing->reason, reason);
	} else {
		landing_go(landing, LANDING_ON_passed, at_ms);
	}
	verdict_release(&verdict);
}

static bool is_due(const struct state *state, const struct landing *held, long long now_ms)
{
	return held->is_blocked_by_tip ? !tip_is_met(state, held) : held->wake_ms <= now_ms;
}

enum landing_step queue_next(const struct state *state, long long now_ms, struct landing **landing)
{
	struct landing *front = queue_front(state), *held = 0, *queued = 0;

	*landing = front;
	if (front && !tip_is_met(state, front))
		return LANDING_STEP_merge;
	if (front)
		return front->life == LANDING_moving ? LANDING_STEP_move : LANDING_STEP_none;
	EACH_LIVE(landing, each, state) {
		if (each->life == LANDING_held && !held && is_due(state, each, now_ms))
			held = each;
		if (each->life == LANDING_queued && !queued && !task_is_held(task_at(state, each->task)))
			queued = each;
	}
	*landing = held ? held : queued;
	if (!*landing)
		return LANDING_STEP_none;
	return held && tip_is_met(state, held) && landing_may_move(state, held) ? LANDING_STEP_move
										 : LANDING_STEP_merge;
}
