/*
 * step_job.h - what a runner tells takes effect.
 *
 * Lines of another attempt, or of a job that has ended, are refused.
 * Each is a handler of step(): see step.h for what it returns.
 */
#ifndef LEADHAND_CORE_STEP_JOB_H
#define LEADHAND_CORE_STEP_JOB_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

int step_job_started(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_job_lost(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_stop_sent(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_thread(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_usage(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_asked(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_reported(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_checkpointed(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_turn_ended(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_check_ended(struct state *state, const struct event *event, struct err *err) MUST_USE;

#endif
