/*
 * save.h - from an agent's workspace into its vault; for workspace/ alone.
 *
 * Everything here runs behind walls where there are any, with a workspace whose git_dir is the
 * vault. What the agent's repository says is used as data: its HEAD, its objects, nothing that it configures.
 */
#ifndef LEADHAND_WORKSPACE_SAVE_H
#define LEADHAND_WORKSPACE_SAVE_H

#include "workspace/workspace.h"

/*
 * All that was edited, committed or not, as a commit at saved_ref; *commit is the caller's. Ignored files are not
 * saved, nor files of more than 1 GiB, nor more than 100,000 new ones (*left_out says how many stayed).
 * Where nothing changed since the last one, that one is returned. Safe while the agent works.
 */
int save_files_of(const struct workspace *ws, const char *base, char **commit, long long *left_out,
		  struct err *err) MUST_USE;
/* The agent's HEAD at head_ref. ERR_CHILD where the agent broke its repository. Only while nothing of it runs. */
int save_head_of(const struct workspace *ws, struct workspace_head *head, struct err *err) MUST_USE;
/* The same of a worktree, whose HEAD was read outside: its commits, less those of `base`, are checked where they are. */
int save_named_head_of(const struct workspace *ws, const char *base, const char *commit, struct workspace_head *head,
		       struct err *err) MUST_USE;
/* The other way: the target's new tip as refs/remotes/origin/TARGET in the agent's repository, which borrows from
 * these folders, a list; and locks that a killed git left there are removed. */
int save_origin_of(const struct workspace *ws, const char *base, const char *objects, struct err *err) MUST_USE;

#endif
