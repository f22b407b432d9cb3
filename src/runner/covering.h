/*
 * covering.h - how many of the lines that a change adds a gate went through, by the tracefile that it left.
 *
 * As a report the tracefile counts only where this run wrote it. A line of which it says nothing (a comment, a file that no
 * run loads) is neither executed nor missed. Coverage makes no gate red: it is shown.
 */
#ifndef LEADHAND_RUNNER_COVERING_H
#define LEADHAND_RUNNER_COVERING_H

#include "runner/job.h"

struct covered {
	bool is_read; /* there was a tracefile, and a diff: the next ones hold */
	long long executed, missed;
	char *uncovered; /* owned: "PATH:LINE" or "PATH:LINE-LINE" of what was missed, the first of them, a list */
	char *problem;	 /* owned or NULL: why it is not known, or not wholly */
};

/* The job's gate has left tracefiles at these paths, a list; it saw its tree at `top`. */
void covering_read(const struct job *job, const char *paths, const char *top, struct covered *out);
/* For the `ended` line; NULL where the gate has none. */
json_t *covering_json(const struct job *job, const struct covered *covered);
void covered_release(struct covered *covered);

#endif
