/*
 * check.h - one gate on one tree, in a fresh workspace.
 */
#ifndef LEADHAND_RUNNER_CHECK_H
#define LEADHAND_RUNNER_CHECK_H

#include "runner/attempt.h"

/* Run it; its `ended` line stands in the journal afterwards, whatever went wrong. */
void check_run(struct attempt *attempt);

#endif
