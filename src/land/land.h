/*
 * land.h - from an approved change to the target branch, without a work tree.
 *
 * Merge in memory, name what would land, move the branch by compare-and-swap, and
 * bring every checkout of it along where that overwrites nothing. Each step can be
 * repeated after a crash and then finds what it did.
 */
#ifndef LEADHAND_LAND_LAND_H
#define LEADHAND_LAND_LAND_H

#include "base/err.h"

#include <stdbool.h>

struct land {
	const char *git_dir; /* borrowed: the lead's git directory (common dir) */
	const char *target;  /* borrowed: short name of the branch */
};

struct land_merge {
	char *tree;	 /* owned: the tree that results; NULL on conflict */
	char *conflicts; /* owned: a list of paths; NULL where clean */
};

/* The commit that the target branch stands at, the caller's; ERR_MISSING where there is none. */
int land_tip(const struct land *land, char **commit, struct err *err) MUST_USE;
/* Merge `change` onto `tip` (git's ort, no work tree). A conflict is a result, not a failure. */
int land_merge(const struct land *land, const char *tip, const char *change,
	       struct land_merge *merge, struct err *err) MUST_USE;
void land_merge_release(struct land_merge *merge);

struct land_message {
	const char *title, *body;	 /* borrowed; body may be "" */
	const char *task, *agent;	 /* Leadhand-Task, Leadhand-Agent */
	const char *approved_by;	 /* "Name <mail>" or "policy RULE" */
	const char *author;		 /* "Name <mail>": the agent's identity; the committer is the lead */
	long long at_ms;		 /* author and committer date: the same call makes the same commit */
};
/* One commit of `tree` on `tip` with the trailers, kept under `ref`; *commit is the caller's. */
int land_commit(const struct land *land, const char *tip, const char *tree,
		const struct land_message *message, const char *ref, char **commit,
		struct err *err) MUST_USE;
/*
 * Move the target from `tip` to `commit` and bring its checkouts along (index and files; local edits of
 * other paths stay). Fine where it stands at `commit` already: checkouts are then brought along only;
 * and where others have built on `commit` since.
 * ERR_CONFLICT: the branch stands elsewhere; merge again. ERR_REFUSED: a checkout holds something that
 * would be overwritten (or is in the middle of a merge, or its index is locked): nothing was changed, the text
 * names the checkout and the paths.
 */
int land_move(const struct land *land, const char *tip, const char *commit, struct err *err) MUST_USE;

#endif
