/*
 * turn.h - a session's turn: workspace, setup, agent, and what it left.
 */
#ifndef LEADHAND_RUNNER_TURN_H
#define LEADHAND_RUNNER_TURN_H

#include "runner/attempt.h"

/* Run it; its `ended` line stands in the journal afterwards, whatever went wrong. */
void turn_run(struct attempt *attempt);

#endif
