/*
 * turn_end.h - how a turn ended, and why.
 *
 * The first word counts: what comes after it is a consequence. Only what the walls ended is said as what it is, even
 * where the program has said otherwise.
 */
#ifndef LEADHAND_RUNNER_TURN_END_H
#define LEADHAND_RUNNER_TURN_END_H

#include "agent/event.h"
#include "runner/attempt.h"

/* Zeroed: it has not ended. */
struct turn_end {
	const char *outcome;	/* done, failed, limited or stopped; NULL as long as it has not ended */
	long long lifts_ms;	/* limited: until when, ms since 1970; 0 where not said */
	enum agent_error error; /* what failed it; none where no more is known than the text */
	char *text;		/* owned; why, "" for done */
	long long quiet_ms;	/* the longest time without an event; 0 where there was none */
};

/* The text is cleaned and cut; NULL is "". */
void turn_end_decide(struct turn_end *end, const char *outcome, enum agent_error error, const char *text);
/* By an AGENT_failed. */
void turn_end_fail(struct turn_end *end, const struct agent_event *event);
/* The agent's program ended with that status, which is not 0: whether a limit of the walls did it. */
void turn_end_explain(struct turn_end *end, const struct attempt *attempt, int status);
/* More was written than `limits: session_disk` allows. */
void turn_end_over_disk(struct turn_end *end, const struct attempt *attempt);
void turn_end_release(struct turn_end *end);

#endif
