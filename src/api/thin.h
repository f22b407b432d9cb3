/*
 * thin.h - which of a session's checkpoints are kept, when nobody will go on with the session.
 *
 * All of the last day; of older ones the ends of turns; of a task that was over a month ago only the last. Pure.
 */
#ifndef LEADHAND_API_THIN_H
#define LEADHAND_API_THIN_H

#include <stdbool.h>
#include <stddef.h>

struct thin_moment {
	long long at_ms;
	bool is_end; /* of a turn */
	bool is_kept; /* the verdict */
};
/* Judge a chain, oldest first; over_ms: since when its task is over, 0 where it is not. Returns how many go. The last
 * one always stays, and so does the last of a turn whose end is not known: `turns` numbers them. */
size_t thin_judge(struct thin_moment *moments, const long long *turns, size_t count, long long over_ms,
		  long long now_ms);

#endif
