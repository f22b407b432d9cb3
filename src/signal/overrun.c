/* overrun.c - see overrun.h. */
#include "signal/overrun.h"

#include "base/mem.h"
#include "base/text.h"

void overrun_reported(struct overrun *overrun, const char *outcome, long long now_ms)
{
	bool is_done = text_same(outcome, "done");

	/* Another report means that there was something to say. */
	*overrun = (struct overrun){ .since_ms = is_done ? now_ms : 0, .is_told = overrun->is_told };
}

void overrun_hear(struct overrun *overrun, const struct agent_event *event, long long now_ms, struct signs *signs)
{
	_autofree_ char *span = 0;
	struct sign *sign;

	if (!overrun->since_ms || overrun->is_told || event->kind != AGENT_tool)
		return;
	overrun->calls++;
	if (overrun->calls < SIGNAL_CALLS_AFTER_DONE && now_ms - overrun->since_ms < SIGNAL_MS_AFTER_DONE)
		return;
	span = sign_span(now_ms - overrun->since_ms);
	sign = signs_add(signs, SIGNAL_overrun, SIGN_raised,
			 mem_printf("it reported done %s ago, and has begun %d calls since", span, overrun->calls));
	sign->since_ms = now_ms - overrun->since_ms;
	sign->answer = SIGN_END;
	overrun->is_told = true;
}
