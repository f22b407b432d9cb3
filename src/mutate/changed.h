/* changed.h - the files of C that a change touched, and which of their lines it made. */
#ifndef LEADHAND_MUTATE_CHANGED_H
#define LEADHAND_MUTATE_CHANGED_H

#include "mutate/examine.h"

struct source {
	char *path, *bytes; /* owned; bytes, len and errors are who reads it to fill in */
	size_t len, errors; /* as many errors as clang finds in it as it is */
	long long *lines;   /* owned: those that were changed, ascending */
	size_t count, room;
};

struct sources {
	char *top;	      /* owned: the tree */
	struct source *items; /* owned */
	size_t count, room;
};

/* Since the base and what is checked out went apart: of a tree that is older than the base nothing is new. ERR_MISSING where
 * the base is unknown. */
int changed_find(struct sources *sources, const struct orders *orders, struct err *err) MUST_USE;
/* Whether the change made that line. */
bool source_has(const struct source *source, long long line);
/* Borrowed; NULL where there is none. */
const struct source *source_of(const struct sources *sources, const char *path);
void sources_release(struct sources *sources);

#endif
