/*
 * surroundings.h - what happens around a gate that is nobody's change: a full disk, no memory, a port that is taken, a
 * clock that was moved.
 *
 * What a program prints is not enough: a change could print it too. The machine has to say the same.
 */
#ifndef LEADHAND_RUNNER_SURROUNDINGS_H
#define LEADHAND_RUNNER_SURROUNDINGS_H

#include <stdbool.h>

struct surroundings {
	long long clock_ms;		  /* how far the clock is ahead of the time since the start */
	long long memory_kills;		  /* programs that were killed for want of memory */
	long long disk_bytes, disk_names; /* left; -1 where that is not known */
};

/* `folder` lies on the disk that matters. */
struct surroundings surroundings_look(const char *folder);

struct surroundings_gate {
	const char *output; /* the end of what it printed */
	int status;
	bool has_walls; /* it had a network of its own */
	bool is_limited; /* what it was killed for is its own limit of memory, not the machine's */
};
/* Why a gate that is not green says nothing of the tree, one sentence, the caller's; NULL where it does. Asked when all
 * that it started is gone. */
char *surroundings_fault(const struct surroundings *before, const struct surroundings *after,
			 const struct surroundings_gate *gate);

#endif
