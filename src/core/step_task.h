/*
 * step_task.h - what is known of a task, and that it begins, takes effect.
 *
 * Each is a handler of step(): see step.h for what it returns.
 */
#ifndef LEADHAND_CORE_STEP_TASK_H
#define LEADHAND_CORE_STEP_TASK_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

int step_task_fit(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_task_unfit(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_task_called(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_session_opened(struct state *state, const struct event *event, struct err *err) MUST_USE;

#endif
