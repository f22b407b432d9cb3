/*
 * step_lead.h - what the lead says takes effect.
 *
 * A verdict names the tree it is given on; on another one it is a conflict.
 * Each is a handler of step(): see step.h for what it returns.
 */
#ifndef LEADHAND_CORE_STEP_LEAD_H
#define LEADHAND_CORE_STEP_LEAD_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

int step_answered(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_delivered(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_shown(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_approved(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_rejected(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_paused(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_cancelled(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_retried(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_restored(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_attached(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_detached(struct state *state, const struct event *event, struct err *err) MUST_USE;

#endif
