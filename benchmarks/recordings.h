/*
 * recordings.h - recorded streams of agents, as lines that a decoder of ours can be fed again and again.
 */
#ifndef LEADHAND_BENCHMARKS_RECORDINGS_H
#define LEADHAND_BENCHMARKS_RECORDINGS_H

#include <stddef.h>

struct recording {
	char *run; /* owned: the program that spoke, as in struct agent_turn; NULL where it does not matter */
	struct recorded_line {
		char *text; /* owned */
		size_t len;
	} *lines; /* owned */
	size_t count;
};

/* Zeroed is empty. */
struct recordings {
	struct recording *items; /* owned */
	size_t count, lines, bytes;
};

/* Add those of the folder whose names begin with `prefix`, one a file, as they were heard. Ends the program where there
 * are none. */
void recordings_add(struct recordings *recordings, const char *folder, const char *prefix);
/* Add those of the Agent Client Protocol: of each the first turn that opens a session, its ids as a client of ours
 * gives them. */
void recordings_add_acp(struct recordings *recordings, const char *folder);
void recordings_release(struct recordings *recordings);

#endif
