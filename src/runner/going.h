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
	char *words, *env; /* owned: lists of lines; words is NULL where its kind has none for it, env may be */
};

/* ERR_REFUSED where the agent has no program for a person, or no conversation. */
int going_check(const struct job *job, const struct attach *attach, struct err *err) MUST_USE;
/* Its environment is the agent's, whatever program stands there. `door` is the socket's path on the disk. */
void going_prepare(struct going *going, const struct attempt *attempt, const struct attach *attach, const char *door);
void going_release(struct going *going);

#endif
