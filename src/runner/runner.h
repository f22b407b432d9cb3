/*
 * runner.h - one attempt at one job, from its folder to its last line.
 *
 * The contract between a runner and the floor is doc/jobs.md.
 */
#ifndef LEADHAND_RUNNER_RUNNER_H
#define LEADHAND_RUNNER_RUNNER_H

#include "base/err.h"

/* Run an attempt to its `ended` line. 0 where that line stands, also from an earlier attempt;
 * ERR_CONFLICT where another runner of this job lives. Makes this process the reaper of its
 * descendants. */
int runner_run(const char *job_dir, long long attempt, struct err *err) MUST_USE;

#endif
