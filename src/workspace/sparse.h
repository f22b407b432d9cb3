/*
 * sparse.h - which folders of a tree a task needs; for workspace/ alone.
 *
 * A cone is a list of folders: all that is below one of them is checked out, and the
 * files that lie in a folder above one, the top too. That is how git's cone mode has it,
 * so the manifests of a build are there, and git need not match every path of a huge tree.
 */
#ifndef LEADHAND_WORKSPACE_SPARSE_H
#define LEADHAND_WORKSPACE_SPARSE_H

#include "base/err.h"
#include "workspace/workspace.h"

#include <stdbool.h>

/* The cone that a list of patterns needs, the caller's; NULL where that is the whole tree. */
char *sparse_cone(const char *patterns);
bool sparse_has(const char *cone, const char *path);
/* The settings of a checkout's repository, and, of a sparse workspace, what its first checkout is to bring. */
int sparse_plant(const struct workspace *ws, const char *git_dir, const char *base, const struct workspace_identity *who,
		 struct err *err) MUST_USE;
/* What this workspace was made with, whatever the task says today: the caller's, "" for the whole tree. */
char *sparse_of(const struct workspace *ws);

#endif
