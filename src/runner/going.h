/*
 * going.h - what an attached lead goes on with: the agent's program as a turn of it would be started, or another one;
 * for runner/ alone.
 */
#ifndef LEADHAND_RUNNER_GOING_H
#define LEADHAND_RUNNER_GOING_H

#include "runner/attach.h"
#include "runner/outfit.h"

struct going {
	struct outfit outfit;
	char *words, *env; /* owned: lists of lines; env may be NULL */
};

/* ERR_REFUSED where the agent has no program for a person, or no conversation. */
int going_check(const struct job *job, const struct attach *attach, struct err *err) MUST_USE;
/* Make the agent's home, and fill *going, which is to be released whatever comes of it. Its environment is the agent's,
 * whatever program stands there. `door` is the socket's path on the disk. */
int going_prepare(struct going *going, const struct attempt *attempt, const struct attach *attach, const char *door,
		  struct err *err) MUST_USE;
void going_release(struct going *going);

#endif
