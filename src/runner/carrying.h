/*
 * carrying.h - workspace/carry.h, done by a process behind walls of its own.
 */
#ifndef LEADHAND_RUNNER_CARRYING_H
#define LEADHAND_RUNNER_CARRYING_H

#include "runner/attempt.h"
#include "workspace/carry.h"

/* Do it and wait. What could not be saved is in *carried; a failure is that nothing could be done at all. */
int carrying_run(struct attempt *attempt, const struct carry *carry, struct carry_result *carried,
		 struct err *err) MUST_USE;

/* Checkpoints while the agent works, every walls.checkpoint_ms; a line of the journal each. The loop does not stand
 * still meanwhile. */
struct saver;
struct saver *saver_new(struct attempt *attempt);
void saver_free(struct saver *saver);

/* Write the journal's line of what was saved. */
void carrying_tell(struct attempt *attempt, const struct carry_result *carried);

#endif
