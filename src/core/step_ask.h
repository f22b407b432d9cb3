/*
 * step_ask.h - what a session asks of the lead takes effect.
 *
 * Lines of another attempt, or of a turn that has ended, are refused.
 * Each is a handler of step(): see step.h for what it returns.
 */
#ifndef LEADHAND_CORE_STEP_ASK_H
#define LEADHAND_CORE_STEP_ASK_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

int step_asked(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_left(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_proposed(struct state *state, const struct event *event, struct err *err) MUST_USE;

#endif
