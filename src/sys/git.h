/*
 * git.h - the one file that knows how git is run.
 *
 * Git is run as a program, so the user's configuration, extensions and object
 * formats behave as they do at the keyboard. Nothing here knows what a task
 * is. Always non-interactive: no prompt, no editor, no pager, no optional locks,
 * LC_ALL=C; of the GIT_* variables of our own environment only those that say where
 * the lead's configuration lies reach it. No hook runs and no garbage is
 * collected: these are leadhand's steps, not the lead's.
 */
#ifndef LEADHAND_SYS_GIT_H
#define LEADHAND_SYS_GIT_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct git {
	const char *dir;       /* borrowed: where git runs (-C); a work tree or a bare repository */
	const char *git_dir;   /* borrowed: GIT_DIR, or NULL to let git find it */
	const char *work_tree; /* borrowed: GIT_WORK_TREE, or NULL */
	const char *index;     /* borrowed: GIT_INDEX_FILE, or NULL */
	bool is_foreign;       /* what an agent wrote is read: nothing it configured runs, 10 min at the most */
	long long limit_ms;    /* of a foreign one; 0 is those 10 min */
	bool may_outlive_us;   /* for what must not be cut in the middle */
	const char *const *env; /* borrowed: more "NAME=value", ends with NULL; may be NULL */
};

#define GIT(...) ((const char *const[]){ __VA_ARGS__, 0 })
/* A diff to be read by machines: the lines that changed and no others, whatever the lead's settings are. Two commits follow,
 * or one range. */
#define GIT_DIFF                                                                                             \
	"diff", "-U0", "--inter-hunk-context=0", "--submodule=short", "--ignore-submodules=none", "--no-color",  \
	"--no-ext-diff", "--no-textconv", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/"

/* Run git with these arguments. ERR_CHILD holds git's own last meaningful line. */
int git_run(const struct git *git, const char *const *argv, struct err *err) MUST_USE;
/* The same, standard output to *out, the caller's (at most 64 MiB; len may be NULL); git_line() without
 * the last newline. */
int git_read(const struct git *git, const char *const *argv, char **out, size_t *len, struct err *err) MUST_USE;
int git_line(const struct git *git, const char *const *argv, char **out, struct err *err) MUST_USE;
/* The same with standard input, and the exit status for what says no by it. */
int git_ask(const struct git *git, const char *const *argv, const char *input, int *status, char **out,
	    struct err *err) MUST_USE;
/* The same for input that holds NULs (-z). */
int git_feed(const struct git *git, const char *const *argv, const char *input, size_t len, char **out,
	     struct err *err) MUST_USE;
/* The same for a file, from where it stands. */
int git_feed_file(const struct git *git, const char *const *argv, int file, struct err *err) MUST_USE;
/* A name to a full commit id or tree id, the caller's; ERR_MISSING where there is none. */
int git_commit_of(const struct git *git, const char *name, char **out, struct err *err) MUST_USE;
int git_tree_of(const struct git *git, const char *name, char **out, struct err *err) MUST_USE;
/*
 * The paths that a command names (with -z), as a list of lines, the caller's. They are the bytes of the names, for
 * patterns and comparisons: what git quotes matches no pattern. A newline within a name became '?', which `?`,
 * `*` and `**` match as they would match it. Clean them before anybody sees them.
 */
int git_paths(const struct git *git, const char *const *argv, char **list, struct err *err) MUST_USE;
/* The paths that differ between two trees or commits. */
int git_changed_paths(const struct git *git, const char *from, const char *to, char **list, struct err *err) MUST_USE;
/*
 * Where a commit has branched off from what `from` has; the caller's. Where no place is the only one (histories that cross,
 * or have nothing in common) it is `otherwise`: against one of several, what a merge took from the others is not seen.
 */
char *git_branched_off(const struct git *git, const char *from, const char *commit, const char *otherwise);
/* The commit of a name, the caller's; NULL where there is none, or name is NULL. */
char *git_commit_or_none(const struct git *git, const char *name);
/* As whom leadhand itself commits, for struct git's env. */
extern const char *const git_our_identity[];
/* Files, insertions, deletions between two. */
int git_count_changes(const struct git *git, const char *from, const char *to, long long *files,
		      long long *insertions, long long *deletions, struct err *err) MUST_USE;
/* Set a ref, or remove it where to is NULL, compare-and-swap where `from` is not NULL ("" = must not exist).
 * ERR_CONFLICT where it stood elsewhere. */
int git_set_ref(const struct git *git, const char *ref, const char *to, const char *from,
		const char *why, struct err *err) MUST_USE;

#endif
