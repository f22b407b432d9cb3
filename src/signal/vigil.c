/* vigil.c - see vigil.h. */
#include "signal/vigil.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

void vigil_begin(struct vigil *vigil, const struct quiet_spec *spec, bool can_steer, long long now_ms)
{
	*vigil = (struct vigil){ 0 };
	quiet_begin(&vigil->quiet, spec, now_ms);
	repeat_begin(&vigil->repeat, can_steer);
}

static void permission_asked(struct vigil *vigil, const struct agent_event *event)
{
	const char *what = !text_is_empty(event->text) ? event->text : !text_is_empty(event->target) ? event->target
			   : event->name ? event->name : "";

	if (!vigil->permission)
		signs_add(&vigil->signs, SIGNAL_permission, SIGN_raised, text_clean(what, strlen(what), 300));
	mem_replace(&vigil->permission, mem_dup(event->key ? event->key : ""));
}

/* It goes on by whatever it does next; what it used meanwhile is no sign of that. */
static void permission_follow(struct vigil *vigil, const struct agent_event *event)
{
	if (event->kind == AGENT_permission)
		permission_asked(vigil, event);
	if (!vigil->permission || event->kind == AGENT_permission || event->kind == AGENT_usage || event->kind == AGENT_asked)
		return;
	mem_replace(&vigil->permission, 0);
	signs_add(&vigil->signs, SIGNAL_permission, SIGN_over, mem_dup(""));
}

static void hold(struct vigil *vigil, long long now_ms)
{
	quiet_hold(&vigil->quiet, vigil->waits || vigil->permission, now_ms);
}

void vigil_hear(struct vigil *vigil, const struct agent_event *event, long long now_ms)
{
	permission_follow(vigil, event);
	hold(vigil, now_ms);
	quiet_hear(&vigil->quiet, event, now_ms, &vigil->signs);
	repeat_hear(&vigil->repeat, event, &vigil->signs);
	overrun_hear(&vigil->overrun, event, now_ms, &vigil->signs);
}

void vigil_reported(struct vigil *vigil, const char *outcome, long long now_ms)
{
	overrun_reported(&vigil->overrun, outcome, now_ms);
}

void vigil_hold(struct vigil *vigil, bool waits, long long now_ms)
{
	vigil->waits = waits;
	hold(vigil, now_ms);
}

void vigil_look(struct vigil *vigil, long long now_ms)
{
	quiet_look(&vigil->quiet, now_ms, &vigil->signs);
}

long long vigil_due_ms(const struct vigil *vigil)
{
	return quiet_due_ms(&vigil->quiet);
}

void vigil_nudged(struct vigil *vigil)
{
	repeat_nudged(&vigil->repeat);
}

bool vigil_next(struct vigil *vigil, struct sign *sign)
{
	return signs_next(&vigil->signs, sign);
}

void vigil_release(struct vigil *vigil)
{
	quiet_release(&vigil->quiet);
	repeat_release(&vigil->repeat);
	signs_release(&vigil->signs);
	free(vigil->permission);
	vigil->permission = 0;
}
