/*
 * step_turn.h - what a session's turn tells takes effect.
 *
 * Lines of another attempt, or of a turn that has ended, are refused.
 * Each is a handler of step(): see step.h for what it returns.
 */
#ifndef LEADHAND_CORE_STEP_TURN_H
#define LEADHAND_CORE_STEP_TURN_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

/* The turn that this event may speak for, and whose it is. */
int step_find_turn(struct state *state, const struct event *event, struct job **job, struct session **session,
		   struct err *err) MUST_USE;

int step_thread(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_usage(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_reported(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_claimed(struct state *state, const struct event *event, struct err *err) MUST_USE; /* step_claim.c */
int step_checkpointed(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_turn_ended(struct state *state, const struct event *event, struct err *err) MUST_USE;

#endif
