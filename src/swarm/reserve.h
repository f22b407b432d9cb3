/*
 * reserve.h - who holds which paths of one checkout, and until when.
 *
 * A claim is a pattern (base/glob.h), the session that holds it, and the moment at
 * which it is over by itself: so what a killed session held is free without anybody
 * cleaning up. Pure: time is an argument. The file that keeps the claims is table.h.
 */
#ifndef LEADHAND_SWARM_RESERVE_H
#define LEADHAND_SWARM_RESERVE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct claim {
	long long session, until_ms;
	char *pattern; /* owned */
};

struct reserve {
	struct claim *at; /* owned */
	size_t n;
};

/* Read what reserve_text() wrote; a line that makes no sense is left out. */
void reserve_read(struct reserve *reserve, const char *text);
/* "UNTIL SESSION PATTERN" a line; the caller's. */
char *reserve_text(const struct reserve *reserve);
/* Forget what is over at `now_ms`. */
void reserve_expire(struct reserve *reserve, long long now_ms);
/*
 * Take every pattern of a list for a session, or none. What it holds already lasts at least until then.
 * ERR_CONFLICT where another holds what may meet one of them: the text says which, who and until when.
 */
int reserve_take(struct reserve *reserve, long long session, const char *patterns, long long until_ms,
		 long long now_ms, struct err *err) MUST_USE;
/* All that the session holds lasts at least until then. */
void reserve_extend(struct reserve *reserve, long long session, long long until_ms);
/* Give back these patterns, or all where the list is NULL. */
void reserve_release_claims(struct reserve *reserve, long long session, const char *patterns);
/* The session that holds a path, 0 where nobody does. */
long long reserve_holder(const struct reserve *reserve, const char *path);
bool reserve_holds(const struct reserve *reserve, long long session, const char *path);
/* Whether whatever may lie below a folder ("" is the top) is the session's. */
bool reserve_holds_below(const struct reserve *reserve, long long session, const char *folder);
/* The session's patterns, a list, the caller's; NULL where it holds nothing. */
char *reserve_patterns(const struct reserve *reserve, long long session);
void reserve_free_claims(struct reserve *reserve);

/* Whether the patterns of a list cover whatever may lie below a folder. */
bool reserve_covers_below(const char *patterns, const char *folder);

#endif
