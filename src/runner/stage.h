/*
 * stage.h - where a job works: its workspace, made or found again, over the base that its commit has.
 *
 * Mounts are made in a view that the runner takes for itself, so nothing of them outlives it.
 */
#ifndef LEADHAND_RUNNER_STAGE_H
#define LEADHAND_RUNNER_STAGE_H

#include "runner/attempt.h"

/* Take the view, put up the walls; before anything else, while there is one thread. */
int stage_enter(struct attempt *attempt, struct err *err) MUST_USE;
/* The workspace of a turn. *was_there: somebody has worked in it before. Where setup had to run and failed, the
 * error holds the end of what it printed. */
int stage_turn(struct attempt *attempt, bool *was_there, struct err *err) MUST_USE;
/* A fresh workspace of exactly the tree that a check is about. */
int stage_check(struct attempt *attempt, struct err *err) MUST_USE;
/* The callback of struct base_spec; `owner` is the attempt. */
int stage_setup(void *owner, const char *tree, const char *objects, struct err *err) MUST_USE;
/* There is a workspace, whole, and it can be looked at. */
bool stage_is_there(const struct attempt *attempt);

#endif
