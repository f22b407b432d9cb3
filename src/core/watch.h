/*
 * watch.h - what must not go on: over time, over budget, not wanted any more.
 */
#ifndef LEADHAND_CORE_WATCH_H
#define LEADHAND_CORE_WATCH_H

#include "core/model.h"

/* Why a running job has to stop now: cancel, pause, attach, down, time, budget; NULL where it may go on. Borrowed. */
const char *job_stop_reason(const struct state *state, const struct job *job, long long now_ms);
/* When a turn's time is up: ms since 1970; 0 where it has no end, or stands still while the lead is asked. */
long long job_time_is_up(const struct state *state, const struct job *job);
/* How much of its time a turn that begins now has left, whatever its older attempts came to; 0: it has no end. */
long long job_time_left_ms(const struct task *task, const struct job *job);
/* Whether the session has used more than its task allows. */
bool session_is_over_budget(const struct task *task, const struct session *session);

#endif
