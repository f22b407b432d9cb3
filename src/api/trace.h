/*
 * trace.h - landed commits as git has them, with what they say of themselves.
 */
#ifndef LEADHAND_API_TRACE_H
#define LEADHAND_API_TRACE_H

#include "floor/place.h"

#include <stdbool.h>
#include <stddef.h>

struct trace {
	char *commit, *tree, *parents; /* owned; parents apart by a space */
	char *task, *agent, *approved; /* owned: values of the trailers, an entry a line; ""
					  where there is none */
};
struct traces {
	struct trace *list; /* owned, newest first */
	size_t count;
};

/* The commits of a range ("A..B", or a branch), or, where only_ours, those of them that carry a
 * Leadhand-Task trailer. ERR_CHILD where git knows no such range. */
int traces_read(const struct place *place, const char *range, bool only_ours,
		struct traces *traces, struct err *err) MUST_USE;
void traces_release(struct traces *traces);

#endif
