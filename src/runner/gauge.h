/*
 * gauge.h - how much a session writes on the disk, looked at now and then.
 *
 * No quota keeps a folder small on every file system, so its size is measured, the more
 * seldom the longer that takes. A file counts at least what a file system spends on a name for it.
 */
#ifndef LEADHAND_RUNNER_GAUGE_H
#define LEADHAND_RUNNER_GAUGE_H

#include "sys/loop.h"

struct gauge;
/* Calls over() once when the folders, a list, hold more than most_bytes; 0 is no limit. */
struct gauge *gauge_new(struct loop *loop, const char *folders, long long most_bytes, void (*over)(void *owner),
			void *owner);
void gauge_free(struct gauge *gauge);

#endif
