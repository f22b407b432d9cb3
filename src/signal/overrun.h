/*
 * overrun.h - an agent that has reported done and goes on.
 *
 * A few calls more are usual: to commit, to look once more. Then its turn is ended as done: the gates judge what there
 * is. Of a program that tells no calls nothing is known, and it is left alone.
 */
#ifndef LEADHAND_SIGNAL_OVERRUN_H
#define LEADHAND_SIGNAL_OVERRUN_H

#include "agent/event.h"
#include "signal/sign.h"

struct overrun {
	long long since_ms; /* it reported done; 0: not yet */
	int calls;	    /* since then */
	bool is_told;
};

void overrun_reported(struct overrun *overrun, const char *outcome, long long now_ms);
void overrun_hear(struct overrun *overrun, const struct agent_event *event, long long now_ms, struct signs *signs);

#endif
