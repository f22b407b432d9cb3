/*
 * carried.h - files of the lead's that a workspace needs and git does not have; for workspace/ alone.
 *
 * Read once and then kept, so that what a base is named after is what it holds. No
 * link is followed, neither where they come from nor where they go to: a commit
 * may have put one there.
 */
#ifndef LEADHAND_WORKSPACE_CARRIED_H
#define LEADHAND_WORKSPACE_CARRIED_H

#include "base/err.h"

#include <stddef.h>

struct workspace;

struct carried_file {
	char *path, *data; /* owned */
	size_t len;
	unsigned mode;
};

struct carried {
	struct carried_file *files; /* owned */
	size_t n;
};

/* Read the files of a list of paths below `top`. ERR_MISSING where one is not there, ERR_REFUSED where one is no
 * plain file in there; *out is the caller's, whatever is returned. */
int carried_read(const char *top, const char *paths, struct carried *out, struct err *err) MUST_USE;
/* The same of a workspace that stands on no base; nothing where it does not know of any. */
int carried_read_for(const struct workspace *ws, struct carried *out, struct err *err) MUST_USE;
/* A text that differs where a path, a mode or a content does; the caller's. */
char *carried_mark(const struct carried *carried);
/* Put them into a tree that has nothing but what git tracks; ERR_REFUSED where it tracks one of them. */
int carried_write(const struct carried *carried, const char *tree, struct err *err) MUST_USE;
/* ERR_REFUSED where one of them is in a list of tracked paths. */
int carried_check(const struct carried *carried, const char *tracked, struct err *err) MUST_USE;
/* The line for info/exclude that names one path and no other; and the lines that name them all; the caller's. */
char *carried_pattern(const char *path);
char *carried_exclude(const struct carried *carried);
void carried_release(struct carried *carried);

#endif
