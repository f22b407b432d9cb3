/* step_land.c - see step_land.h. */
#include "core/step_land.h"

#include "core/ledger.h"
#include "core/queue.h"
#include "core/turn.h"

#include "base/mem.h"
#include "base/text.h"

#define HOLD_MS 1000

static int find(struct state *state, const struct event *event, enum landing_turn turn,
		struct landing **out, struct err *err)
{
	struct landing *landing = landing_at(state, event->landing);

	if (!landing)
		return err_set(err, ERR_MISSING, "there is no landing %lld", event->landing);
	if (landing_next(landing->life, turn) < 0)
		return err_set(err, ERR_REFUSED, "landing %lld is %s", event->landing,
			       landing_states[landing->life]);
	if (task_is_held(task_at(state, landing->task)) && turn != LANDING_ON_returned && turn != LANDING_ON_landed)
		return err_set(err, ERR_REFUSED, "task '%s' is held", task_at(state, landing->task)->name);
	*out = landing;
	return 0;
}

static void meet_tip(struct landing *landing, const struct event *event)
{
	record_set(landing, &landing->tip, event->base);
	record_set(landing, &landing->tip_tree, event->base_tree);
	landing->is_blocked_by_tip = 0;
	record_set(landing, &landing->reason, "");
	record_touch(landing);
}

int step_merged(struct state *state, const struct event *event, struct err *err)
{
	struct landing *landing;
	struct task *task;
	int code = find(state, event, LANDING_ON_merged, &landing, err);

	if (code)
		return code;
	if (queue_front(state) && queue_front(state) != landing)
		return err_set(err, ERR_CONFLICT, "landing %lld is before it", queue_front(state)->record.id);
	if (!gates_are_known(state, event->gates))
		return err_set(err, ERR_MISSING, "the merge names a gate that is not known");
	task = task_at(state, landing->task);
	meet_tip(landing, event);
	record_set(landing, &landing->merged, event->commit);
	record_set(landing, &landing->tree, event->tree);
	/* The configuration may have changed while the change was waiting: what holds now judges it. */
	record_set(landing, &landing->gates, text_is_empty(event->gates) ?
		   session_at(state, landing->session)->gates : event->gates);
	if (text_same(event->tree, event->base_tree)) {
		/* All of it is on the target already: merged is a matter of content. */
		record_set(landing, &landing->merged, event->base);
		landing_done(state, landing, event->at_ms);
		return 0;
	}
	landing->life = landing_next(landing->life, LANDING_ON_merged);
	landing->since_ms = event->at_ms;
	task_go(task, TASK_ON_merged, event->at_ms);
	runs_try_again(state, landing->gates, landing->tree);
	runs_try_again(state, landing->gates, landing->tip_tree);
	landing_judge(state, landing, event->at_ms);
	return 0;
}

int step_conflicted(struct state *state, const struct event *event, struct err *err)
{
	struct call call = { "conflict", event->list ? event->list : "", "" };
	_autofree_ char *reason = 0;
	struct landing *landing;
	int code = find(state, event, LANDING_ON_returned, &landing, err);

	if (code)
		return code;
	meet_tip(landing, event);
	reason = mem_printf("conflicts with what landed meanwhile: %s", event->list ? event->list : "");
	for (char *c = reason; *c; c++)
		if (*c == '\n')
			*c = ' ';
	landing_return(state, landing, &call, reason, event->at_ms);
	return 0;
}

int step_held(struct state *state, const struct event *event, struct err *err)
{
	struct landing *landing;
	int code = find(state, event, LANDING_ON_held, &landing, err);

	if (code)
		return code;
	if (landing->life != LANDING_held) {
		landing->since_ms = event->at_ms;
		landing->is_told = 0;
	}
	landing->life = landing_next(landing->life, LANDING_ON_held);
	/* A tip that has moved since would have it tried without end: now it waits for a moment. */
	landing->is_blocked_by_tip = 0;
	/* A moment that has passed already would have it tried again and again without end. */
	landing->wake_ms = event->number > event->at_ms ? event->number : event->at_ms + HOLD_MS;
	record_set(landing, &landing->reason, event->text);
	record_touch(landing);
	return 0;
}

int step_landed(struct state *state, const struct event *event, struct err *err)
{
	struct landing *landing;
	int code = find(state, event, LANDING_ON_landed, &landing, err);

	if (code)
		return code;
	if (!landing_may_move(state, landing))
		return err_set(err, ERR_REFUSED, "landing %lld is %s: its tree is not green", event->landing,
			       landing_states[landing->life]);
	landing_done(state, landing, event->at_ms);
	return 0;
}
