/*
 * launch.h - an agent's program as it is started: its words, with the walls around them; for runner/ alone.
 */
#ifndef LEADHAND_RUNNER_LAUNCH_H
#define LEADHAND_RUNNER_LAUNCH_H

#include "runner/attempt.h"

struct launch {
	struct env argv;
	struct cell_run run; /* what is to be started */
};

/* What is asked for. All borrowed for the call. */
struct launch_wish {
	const char *words;   /* an argument vector, a list of lines */
	const char *program; /* the word in it that is the program; NULL or not found: the first */
	const char *env;     /* NAME=VALUE lines beside what all agents find */
	const char *door;    /* the socket's path on the disk */
};

/* ERR_MISSING where its program is a name that is not on PATH. */
int launch_find(const struct launch_wish *wish, struct err *err) MUST_USE;
/* ERR_USAGE where there are no words. To be released whatever comes of it. */
int launch_prepare(struct launch *launch, struct attempt *attempt, const struct launch_wish *wish,
		   struct err *err) MUST_USE;
void launch_release(struct launch *launch);

#endif
