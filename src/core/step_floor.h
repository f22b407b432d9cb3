/*
 * step_floor.h - what concerns the floor as a whole takes effect: its mode, its
 * configuration, its machine, where its target stands.
 *
 * Each is a handler of step(): see step.h for what it returns. step_noticed serves what
 * is settled too.
 */
#ifndef LEADHAND_CORE_STEP_FLOOR_H
#define LEADHAND_CORE_STEP_FLOOR_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

int step_mode(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_configured(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_machine(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_told(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_tip(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_gate_known(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_noticed(struct state *state, const struct event *event, struct err *err) MUST_USE;

#endif
