/*
 * prepare.h - a base made before somebody waits for it (a job of the kind "base"); for runner/ alone.
 */
#ifndef LEADHAND_RUNNER_PREPARE_H
#define LEADHAND_RUNNER_PREPARE_H

#include "runner/attempt.h"

/* Make the base of the job's commit, flat where it got deep, and remove those that nothing needs any more. Where
 * `setup` fails the error holds the end of what it printed. Nothing is done where workspaces stand on no base. */
int prepare_run(struct attempt *attempt, struct err *err) MUST_USE;

#endif
