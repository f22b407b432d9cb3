/*
 * kind.h - the kinds of workspaces; which one it is to be is chosen by choose.h.
 */
#ifndef LEADHAND_WORKSPACE_KIND_H
#define LEADHAND_WORKSPACE_KIND_H

#include <stdbool.h>

/* The words of config.yaml beside `auto`, the best one first. */
#define WORKSPACE_KINDS(X)                                                                    \
	X(overlay, "what differs from a prepared base, seen through it")                      \
	X(snapshot, "a snapshot of a prepared base")                                          \
	X(reflink, "a copy of a prepared base that shares its blocks")                        \
	X(sparse, "a checkout of no more than the task's scope and the folders above it")     \
	X(clone, "a full checkout with a repository of its own")                              \
	X(worktree, "a plain git worktree: agents write among your objects, and read all your branches, settings and "  \
		    "hooks")                                                                   \
	X(shared, "your own checkout, shared by all sessions")

enum workspace_kind {
#define X(name, sentence) WORKSPACE_##name,
	WORKSPACE_KINDS(X)
#undef X
};
enum { WORKSPACE_KIND_COUNT = WORKSPACE_shared + 1 };

const char *workspace_kind_word(enum workspace_kind kind);
const char *workspace_kind_sentence(enum workspace_kind kind);
/* False where it is no word of a kind ("auto" is none). */
bool workspace_kind_of_word(const char *word, enum workspace_kind *kind);
/* It stands on a base (base.h), where `setup` has run already. */
bool workspace_kind_has_base(enum workspace_kind kind);

#endif
