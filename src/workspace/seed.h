/*
 * seed.h - a repository written down file by file; for workspace/ alone.
 *
 * Some files are all that git needs of one, and no process is started for them.
 * Nothing in it comes from a template or from the lead's settings but what is
 * named here.
 */
#ifndef LEADHAND_WORKSPACE_SEED_H
#define LEADHAND_WORKSPACE_SEED_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

struct workspace_identity;

struct seed {
	const char *branch;  /* borrowed: what HEAD stands on */
	const char *commit;  /* borrowed: where it stands; NULL: nowhere yet. Of the same kind as all others */
	const char *objects; /* borrowed: a list of folders to borrow objects from */
	const char *shallow; /* borrowed: the text of the file; may be empty */
	bool is_bare;
	bool has_origin;     /* refs/remotes/origin/BRANCH stands there too */
};

/* Write it at git_dir, a new folder, without waiting for the disk; `commit` or `format_of` (any id) tells the object format. */
int seed_write(const char *git_dir, const struct seed *seed, const char *format_of, struct err *err) MUST_USE;
/* The settings of a workspace's repository, the caller's; who may be NULL. */
char *seed_settings(const char *format_of, const struct workspace_identity *who);
/* A value as git's settings quote it, on one line. */
void seed_add_quoted(struct buf *to, const char *value, size_t len);
/* One file below git_dir, and the folders above it. */
int seed_file(const char *git_dir, const char *name, const char *text, struct err *err) MUST_USE;
/* The same without waiting for the disk. */
int seed_put(const char *git_dir, const char *name, const char *text, struct err *err) MUST_USE;

#endif
