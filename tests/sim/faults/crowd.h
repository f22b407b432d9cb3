/*
 * crowd.h - many seeds at once: a process a core, and one that looks after them.
 */
#ifndef LEADHAND_CROWD_H
#define LEADHAND_CROWD_H

#include "story.h"

struct crowd {
	uint64_t first, count; /* seeds; count 0: until told to stop */
	long long most_steps;  /* then it is enough; 0: no end */
	int workers;
	bool reports; /* steps per second, every few seconds */
};

struct findings {
	long long steps, faults, worlds, landed, ms;
	bool is_broken;
	uint64_t seed; /* that breaks a promise */
};

void crowd_run(const struct crowd *crowd, struct findings *found);

#endif
