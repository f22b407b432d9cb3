/* step.c - see step.h. Who handles what. */
#include "core/step.h"

#include "core/ask.h"
#include "core/step_ask.h"
#include "core/step_flake.h"
#include "core/step_floor.h"
#include "core/step_job.h"
#include "core/step_land.h"
#include "core/step_lead.h"
#include "core/step_signal.h"
#include "core/step_task.h"
#include "core/step_turn.h"

#include "base/text.h"

typedef int handler(struct state *state, const struct event *event, struct err *err);

static handler *const handlers[EVENT_KIND_COUNT] = {
	[EVENT_mode] = step_mode,
	[EVENT_configured] = step_configured,
	[EVENT_machine] = step_machine,
	[EVENT_told] = step_told,
	[EVENT_tip] = step_tip,
	[EVENT_gate_known] = step_gate_known,
	[EVENT_noticed] = step_noticed,
	[EVENT_settled] = step_noticed,
	[EVENT_lapsed] = step_lapsed,
	[EVENT_task_fit] = step_task_fit,
	[EVENT_task_unfit] = step_task_unfit,
	[EVENT_task_called] = step_task_called,
	[EVENT_session_opened] = step_session_opened,
	[EVENT_job_started] = step_job_started,
	[EVENT_job_lost] = step_job_lost,
	[EVENT_stop_sent] = step_stop_sent,
	[EVENT_thread] = step_thread,
	[EVENT_usage] = step_usage,
	[EVENT_asked] = step_asked,
	[EVENT_left] = step_left,
	[EVENT_proposed] = step_proposed,
	[EVENT_reported] = step_reported,
	[EVENT_claimed] = step_claimed,
	[EVENT_checkpointed] = step_checkpointed,
	[EVENT_signalled] = step_signalled,
	[EVENT_turn_ended] = step_turn_ended,
	[EVENT_check_ended] = step_check_ended,
	[EVENT_answered] = step_answered,
	[EVENT_delivered] = step_delivered,
	[EVENT_shown] = step_shown,
	[EVENT_approved] = step_approved,
	[EVENT_rejected] = step_rejected,
	[EVENT_paused] = step_paused,
	[EVENT_resumed] = step_paused,
	[EVENT_cancelled] = step_cancelled,
	[EVENT_retried] = step_retried,
	[EVENT_attached] = step_attached,
	[EVENT_detached] = step_detached,
	[EVENT_restored] = step_restored,
	[EVENT_quarantined] = step_quarantined,
	[EVENT_released] = step_released,
	[EVENT_merged] = step_merged,
	[EVENT_conflicted] = step_conflicted,
	[EVENT_held] = step_held,
	[EVENT_landed] = step_landed,
};

/* Whether it shows that the lead is there; a default that is taken for want of an answer does not. */
static bool is_of_the_lead(const struct event *event)
{
	static const bool does_that[EVENT_KIND_COUNT] = {
		[EVENT_mode] = true,	    [EVENT_task_called] = true, [EVENT_answered] = true, [EVENT_shown] = true,
		[EVENT_approved] = true,    [EVENT_rejected] = true, [EVENT_paused] = true,
		[EVENT_resumed] = true,	    [EVENT_cancelled] = true, [EVENT_retried] = true,
		[EVENT_restored] = true,    [EVENT_attached] = true,
		[EVENT_quarantined] = true, [EVENT_released] = true,
	};

	return does_that[event->kind] && !(event->kind == EVENT_answered && text_same(event->by, ASK_NOBODY));
}

int step(struct state *state, const struct event *event, struct err *err)
{
	struct factory *factory = factory_of(state);
	int code = handlers[event->kind](state, event, err);

	if (!code && is_of_the_lead(event)) {
		factory->lead_ms = event->at_ms;
		record_touch(factory);
	}
	lives_tend(state->lives, state);
	return code;
}
