/*
 * aliases.h - by which other names a tree has a file: what symbolic links in it lead to.
 *
 * A gate that runs ci/check.sh runs what that is a link to, and tests/ may be another folder's name: whoever changes the
 * file changes what is called so. Links out of the tree, and more than some hundred, are left out.
 */
#ifndef LEADHAND_FLOOR_ALIASES_H
#define LEADHAND_FLOOR_ALIASES_H

#include "base/err.h"
#include "sys/git.h"

struct aliases {
	char *links; /* owned list or NULL: "TARGET\tNAME", both from the top */
};

int aliases_read(const struct git *git, const char *tree, struct aliases *out, struct err *err) MUST_USE;
/* The path itself first, then its other names, a list; the caller's. */
char *aliases_of(const struct aliases *aliases, const char *path);
void aliases_release(struct aliases *aliases);

#endif
