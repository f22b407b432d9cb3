/*
 * step_job.h - that a job begins, is lost or ends takes effect.
 *
 * Lines of another attempt, or of a job that has ended, are refused.
 * Each is a handler of step(): see step.h for what it returns.
 */
#ifndef LEADHAND_CORE_STEP_JOB_H
#define LEADHAND_CORE_STEP_JOB_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

/* The running job that this event may speak for. */
int step_find_job(struct state *state, const struct event *event, struct job **out, struct err *err) MUST_USE;

int step_job_started(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_job_lost(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_stop_sent(struct state *state, const struct event *event, struct err *err) MUST_USE;
int step_check_ended(struct state *state, const struct event *event, struct err *err) MUST_USE;

#endif
