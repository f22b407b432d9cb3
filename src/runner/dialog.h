/*
 * dialog.h - an agent's program, from its start to its exit.
 *
 * What it prints goes to its kind, what the kind makes of that goes into the
 * journal, and what the kind wants said goes back in. The end comes by the kind's
 * word, by the program's exit, by a stop or by the time limit; then the program has
 * three seconds to go.
 */
#ifndef LEADHAND_RUNNER_DIALOG_H
#define LEADHAND_RUNNER_DIALOG_H

#include "agent/error.h"
#include "base/err.h"
#include "runner/attempt.h"

struct dialog_end {
	const char *outcome; /* done, failed, limited or stopped */
	long long lifts_ms;  /* limited: until when, ms since 1970; 0 where not said */
	enum agent_error error; /* what failed it; none where no more is known than the text */
	char *text;	     /* owned; why, "" for done */
	long long quiet_ms;  /* the longest time without an event; 0 where there was none */
};

/* Run the turn's agent to its end. `thread` is the conversation to go on with, or NULL. */
int dialog_run(struct attempt *attempt, const char *thread, struct dialog_end *end,
	       struct err *err) MUST_USE;

#endif
