/*
 * pieces.h - the objects that sessions borrow, one folder for each place that the target stood at.
 *
 * STORE/N/ is a bare repository that never changes once it is there. It has what
 * reaches one commit, less what the pieces have that its commit stands upon: so a
 * session on an older base has no object of a later commit, and none of another
 * branch. Every borrower names all pieces itself: git follows them only a few deep.
 */
#ifndef LEADHAND_WORKSPACE_PIECES_H
#define LEADHAND_WORKSPACE_PIECES_H

#include "base/err.h"

struct pieces {
	const char *git_dir; /* borrowed: the lead's git directory, absolute */
	const char *store;   /* borrowed: the folder of the pieces, absolute; made where missing */
	const char *target;  /* borrowed: the target branch's short name */
};

/*
 * The `objects` folders that hold what reaches `commit` (a full id), a list, the caller's. A piece is made for it
 * where none has it yet. Safe beside other processes (a lock), and whenever it is killed. Where it was asked for
 * before, no git runs.
 */
int pieces_of(const struct pieces *pieces, const char *commit, char **objects, struct err *err) MUST_USE;
/* Where the history of the newest of these pieces ends early ("" where it does not); the caller's. */
char *pieces_shallow(const char *objects);
/* Remove every piece that is not in `keep`, a list of `objects` folders, but for what the newest one needs. */
int pieces_prune(const struct pieces *pieces, const char *keep, struct err *err) MUST_USE;
/* Add the folders that this would remove to a list. */
int pieces_unneeded(const struct pieces *pieces, const char *keep, char **folders, struct err *err) MUST_USE;

#endif
