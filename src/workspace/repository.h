/*
 * repository.h - the private repository of a workspace, and ours over the same files; for workspace/ alone.
 */
#ifndef LEADHAND_WORKSPACE_REPOSITORY_H
#define LEADHAND_WORKSPACE_REPOSITORY_H

#include "sys/git.h"

/* Write the repository that workspaces begin with: HEAD on a branch of the target's name, at the commit, as
 * the remote's branch is. What the lead ignores without saying so in the tree is ignored here, and so are the lines
 * of `exclude`. */
struct repository {
	const char *lead;    /* borrowed: the lead's git directory */
	const char *target;  /* borrowed: the target branch's short name */
	const char *commit;  /* borrowed: a full id */
	const char *objects; /* borrowed: a list of folders to borrow objects from */
	const char *exclude; /* borrowed: lines, or NULL */
};
int repository_private(const struct repository *of, const char *git_dir, struct err *err) MUST_USE;
/* A repository that only our git uses, over the same objects: with nobody's settings but the lead's. */
int repository_ours(const struct repository *of, const char *git_dir, struct err *err) MUST_USE;
/* What of the lead's repository shapes a checkout, so that it is told apart; the caller's. */
char *repository_mark(const char *lead);
/* Make the work tree exactly that of a commit, whatever stands in the way; only what differs from the index, or from
 * what the index knows of the files, is touched. */
int repository_switch(const struct git *git, const char *commit, struct err *err) MUST_USE;
/* Copy an index, not synced; fine where there is none. */
int repository_copy_index(const char *from, const char *to, struct err *err) MUST_USE;

#endif
