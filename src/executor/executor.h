/*
 * executor.h - where jobs run.
 *
 * A job is a folder; an executor starts a runner on it and tells whether one
 * lives. Everything else goes by the job's files, so it does not matter where.
 */
#ifndef LEADHAND_EXECUTOR_EXECUTOR_H
#define LEADHAND_EXECUTOR_EXECUTOR_H

#include "base/err.h"

#include <stdbool.h>

struct executor {
	const char *name;
	/* Start `leadhand runner JOBDIR ATTEMPT`. *pid is the runner's, 0 where it is not on
	 * this machine. */
	int (*start)(const char *job_dir, long long attempt, int *pid,
		     struct err *err) MUST_USE;
	/* Whether a runner holds the job. It takes hold a moment after its start: until then
	 * only `pid` tells. */
	bool (*lives)(const char *job_dir);
};

extern const struct executor
	executor_local; /* a process of its own on this machine, that outlives us */
extern const struct executor executor_null; /* starts nothing, and nothing lives */

#endif
