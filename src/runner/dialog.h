/*
 * dialog.h - an agent's program, from its start to its exit.
 *
 * What it prints goes to its kind, what the kind makes of that goes into the
 * journal, and what the kind wants said goes back in. The end comes by the kind's
 * word, by the program's exit, by a stop or by the time limit; then the program is made
 * to leave.
 */
#ifndef LEADHAND_RUNNER_DIALOG_H
#define LEADHAND_RUNNER_DIALOG_H

#include "runner/turn_end.h"

/* Run the turn's agent to its end. `thread` is the conversation to go on with, or NULL. */
int dialog_run(struct attempt *attempt, const char *thread, struct turn_end *end,
	       struct err *err) MUST_USE;

#endif
