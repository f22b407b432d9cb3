/*
 * workspace.h - a private copy of the repository for every session and every check.
 *
 * A workspace has its own HEAD, refs, index, config and hooks; its objects come
 * read-only, through alternates, from pieces that hold what reaches its base and
 * nothing else (pieces.h). So an agent cannot move the lead's refs, run the lead's hooks, or read a
 * branch that is not its business. What it leaves is taken over by carry.h. A plain git worktree
 * (worktree.h) has none of that but refs of its own.
 */
#ifndef LEADHAND_WORKSPACE_WORKSPACE_H
#define LEADHAND_WORKSPACE_WORKSPACE_H

#include "base/err.h"
#include "workspace/kind.h"

#include <stdbool.h>

struct base_spec;

struct workspace {
	const char *git_dir; /* borrowed: the lead's git directory (common dir), absolute */
	const char *store;   /* borrowed: the folder of the object pieces, made where missing */
	const char *target;  /* borrowed: the target branch's short name */
	const char *path;    /* borrowed: the work tree, absolute; "PATH/.." is private to it too */
	/* Borrowed, or NULL: refs of the lead's repository where an earlier workspace of the same session left its
	 * HEAD and its last checkpoint. They need not be there. */
	const char *head_ref, *saved_ref;
	enum workspace_kind kind;     /* that it is made as; one that stands is what it was made as */
	const struct base_spec *base; /* borrowed: of the kinds that have one */
	const char *scope;	      /* borrowed, or NULL: the patterns of a sparse one */
	const char *cone;	      /* borrowed, or NULL: for the inner half of carry.h, what is checked out (sparse.h) */
};

/* The name and mail that an agent's commits carry. */
struct workspace_identity {
	const char *name, *mail; /* borrowed */
};

/*
 * Make the workspace at `base`, on a branch of the target's name, clean. Where one stands already it is left alone
 * (its origin is moved by an order of carry.h). A half-made one is made anew.
 * One that is made anew gets back what head_ref and saved_ref have: the commits, and on top of them, uncommitted,
 * the files. So a scratch folder that was deleted costs the session nothing but what git ignores.
 */
int workspace_prepare(const struct workspace *ws, const char *base,
		      const struct workspace_identity *who, struct err *err) MUST_USE;
/* It was made completely and is there still. */
bool workspace_is_ready(const struct workspace *ws);
/* Make a fresh workspace of exactly the tree of `commit` (a full id), which is in the lead's repository (a check), and
 * tell whether setup has to run in it: what it made for the base, where that is there, is not good for this commit. */
int workspace_prepare_check(const struct workspace *ws, const char *commit, const char *base,
			    bool *needs_setup, struct err *err) MUST_USE;
/* See to it that an overlay that was made stands at its path in our view, as it was left. */
int workspace_mount(const struct workspace *ws, struct err *err) MUST_USE;
/* What the one that stands there was made as; false where none does, half-made ones too. */
bool workspace_kind_at(const struct workspace *ws, enum workspace_kind *kind);
/* Whether `setup` has to run in it still: there is no base where it did, and nobody noted that it has. */
bool workspace_needs_setup(const struct workspace *ws);
int workspace_note_setup(const struct workspace *ws, struct err *err) MUST_USE;
/* The parts of the lead's repository that a worktree needs to see, each "r PATH" or "w PATH", what lies deeper later; a
 * list, the caller's, "" for all other kinds. */
char *workspace_shown(const struct workspace *ws);
/* The folders that its repository borrows objects from, a list, the caller's. */
char *workspace_objects(const struct workspace *ws);
struct workspace_head {
	char *commit, *tree; /* owned */
	long long loose;     /* paths left uncommitted, untracked ones included, ignored ones not */
};
void workspace_head_release(struct workspace_head *head);
/* Give back what it has outside of its own folder, before that is removed as a whole: in the lead's repository. */
int workspace_leave(const struct workspace *ws, struct err *err) MUST_USE;
int workspace_remove(const struct workspace *ws, struct err *err) MUST_USE;

#endif
