/*
 * worktree.h - plain git worktrees of the lead's repository, for who asked for one; for workspace/ alone.
 *
 * PATH.prefix names the branches that are the session's: PREFIX/work, where it begins, and
 * whatever it makes below PREFIX/. PATH.admin is git's own folder for it. The agent writes into the
 * lead's objects, these two and nothing else of his; it can read all branches, his settings and hooks.
 */
#ifndef LEADHAND_WORKSPACE_WORKTREE_H
#define LEADHAND_WORKSPACE_WORKTREE_H

#include "workspace/workspace.h"

/* A new one, locked, on a branch of its own, half-made (no PATH.ready yet). */
int worktree_make(const struct workspace *ws, const char *commit, struct err *err) MUST_USE;
/* Its files, git's folder for it and its branches; what it did is under the session's refs by then. */
int worktree_remove(const struct workspace *ws, struct err *err) MUST_USE;
/* What the agent may have left there for git to wait at, and locks: only while nothing of it runs. */
void worktree_disarm(const struct workspace *ws);
/* The commit that it stands on: on a branch of its own, or on none. ERR_CHILD where that cannot be told. */
int worktree_head(const struct workspace *ws, char **commit, struct err *err) MUST_USE;
/* See workspace_shown(). */
char *worktree_shown(const struct workspace *ws);

#endif
