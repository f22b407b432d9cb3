/*
 * kinds.h - the kinds of workspaces by name: the one list of them.
 */
#ifndef LEADHAND_SPEC_KINDS_H
#define LEADHAND_SPEC_KINDS_H

/* The words of config.yaml beside `auto`, the best one first, and what each is. */
#define WORKSPACE_KINDS(X)                                                                    \
	X(overlay, "what differs from a prepared base, seen through it")                      \
	X(snapshot, "a snapshot of a prepared base")                                          \
	X(reflink, "a copy of a prepared base that shares its blocks")                        \
	X(sparse, "a checkout of no more than the task's scope and the folders above it")     \
	X(clone, "a full checkout with a repository of its own")                              \
	X(worktree, "a plain git worktree: agents write among your objects, and read all your branches, settings and "  \
		    "hooks")                                                                   \
	X(shared, "one checkout that all sessions work in")

#endif
