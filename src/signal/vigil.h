/*
 * vigil.h - all that is looked for in one turn of an agent.
 */
#ifndef LEADHAND_SIGNAL_VIGIL_H
#define LEADHAND_SIGNAL_VIGIL_H

#include "signal/overrun.h"
#include "signal/quiet.h"
#include "signal/repeat.h"

struct vigil {
	struct quiet quiet;
	struct repeat repeat;
	struct overrun overrun;
	struct signs signs;
	bool waits;	 /* for the lead's answer */
	char *permission; /* owned: key of what it waits to be allowed; NULL while nothing */
};

void vigil_begin(struct vigil *vigil, const struct quiet_spec *spec, bool can_steer, long long now_ms);
/* Something happened; times are of a clock that never goes back. */
void vigil_hear(struct vigil *vigil, const struct agent_event *event, long long now_ms);
/* It reported, by whatever door. */
void vigil_reported(struct vigil *vigil, const char *outcome, long long now_ms);
/* It waits for the lead, or does so no more. */
void vigil_hold(struct vigil *vigil, bool waits, long long now_ms);
/* Nothing happened until now. */
void vigil_look(struct vigil *vigil, long long now_ms);
/* When to look; 0 for never. */
long long vigil_due_ms(const struct vigil *vigil);
/* The nudge that the last sign asked for has reached the agent. */
void vigil_nudged(struct vigil *vigil);
bool vigil_next(struct vigil *vigil, struct sign *sign);
void vigil_release(struct vigil *vigil);

#endif
