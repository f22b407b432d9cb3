/*
 * watch.h - what must not go on: over time, over budget, not wanted any more.
 */
#ifndef LEADHAND_CORE_WATCH_H
#define LEADHAND_CORE_WATCH_H

#include "core/model.h"

/* Why a running job has to stop now: cancel, pause, down, time, budget; NULL where it may go on. Borrowed. */
const char *job_stop_reason(const struct state *state, const struct job *job, long long now_ms);

#endif
