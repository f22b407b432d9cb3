/*
 * step_land.h - what became of a landing takes effect.
 *
 * A merge names the tip it was made onto, so that a moved target is noticed.
 * Each is a handler of step(): see step.h for what it returns.
 */
#ifndef LEADHAND_CORE_STEP_LAND_H
#define LEADHAND_CORE_STEP_LAND_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

int step_merged(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_conflicted(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_held(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_landed(struct state *state, const struct event *event, struct err *err) MUST_USE;

#endif
