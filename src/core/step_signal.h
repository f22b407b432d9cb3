/*
 * step_signal.h - what a runner saw of the agent that it runs.
 */
#ifndef LEADHAND_CORE_STEP_SIGNAL_H
#define LEADHAND_CORE_STEP_SIGNAL_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

int step_signalled(struct state *state, const struct event *event, struct err *err) MUST_USE;

#endif
