/*
 * tree.h - what stands in a work tree, seen from the vault; for workspace/ alone.
 *
 * The agent's own repository is never asked: git runs with the vault as its
 * git directory and an index there, so only the lead's settings count.
 * Repositories that the agent made below are not asked either; git would start
 * one inside each of them, with whatever is configured there.
 */
#ifndef LEADHAND_WORKSPACE_TREE_H
#define LEADHAND_WORKSPACE_TREE_H

#include "workspace/workspace.h"

/* The tree of all that stands there, less what is ignored, begun from `from` (a commit, or NULL). The caller's.
 * *left_out: new files beyond the most that are taken. */
int tree_write(const struct workspace *ws, const char *from, char **tree, long long *left_out,
	       struct err *err) MUST_USE;
/* How many paths differ from `commit`, untracked ones included; a repository below counts once. */
int tree_count_loose(const struct workspace *ws, const char *commit, long long *loose, struct err *err) MUST_USE;

#endif
