/*
 * gauge.h - how much a session writes on the disk, looked at now and then.
 *
 * No quota keeps a folder small on every file system, so its size is measured, the more
 * seldom the longer that takes. A file counts at least what a file system spends on a name for it.
 */
#ifndef LEADHAND_RUNNER_GAUGE_H
#define LEADHAND_RUNNER_GAUGE_H

#include "runner/attempt.h"

struct gauge;
/* Calls over() once when what the job's agent fills holds more than its walls.disk_bytes; 0 is no limit. */
struct gauge *gauge_new(const struct attempt *attempt, void (*over)(void *owner), void *owner);
void gauge_free(struct gauge *gauge);

#endif
