/*
 * step_flake.h - what the lead says of a test, and that a quarantine is over.
 */
#ifndef LEADHAND_CORE_STEP_FLAKE_H
#define LEADHAND_CORE_STEP_FLAKE_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

int step_quarantined(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_released(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_lapsed(struct state *state, const struct event *event, struct err *err) MUST_USE;

#endif
