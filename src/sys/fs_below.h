/*
 * fs_below.h - read what lies below a folder, and nothing else.
 *
 * Where others write in that folder, a link in it may lead to anything of the reader's. Links that stay below it are
 * followed, those that leave it are not, whenever they are put there (openat2, RESOLVE_BENEATH).
 */
#ifndef LEADHAND_SYS_FS_BELOW_H
#define LEADHAND_SYS_FS_BELOW_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* The beginning of a regular file, at most limit_bytes, NUL-terminated, the caller's. ERR_MISSING where there is none that
 * may be read. *is_cut (may be NULL): there is more of it. */
int fs_below_read(const char *top, const char *path, size_t limit_bytes, char **out, bool *is_cut,
		  struct err *err) MUST_USE;
/* The same, added to a buffer that has its own limit. */
int fs_below_take(const char *top, const char *path, struct buf *out, struct err *err) MUST_USE;
/* How far a search goes, and what ended it before it was through. */
struct below_bounds {
	size_t files; /* that match */
	size_t looks; /* files and folders that are looked at */
};
enum below_cut { BELOW_whole, BELOW_files, BELOW_looks };
/*
 * The regular files whose path matches a pattern (base/glob.h), a line each: a stamp that is another one whenever the file
 * was written, a blank, the path. No link to a folder is entered, no ".git", and no folder in which nothing can match; a
 * link to a file counts only where it is named without a wildcard, and a file that has more than one name once. The
 * caller's.
 */
char *fs_below_stamps(const char *top, const char *pattern, const struct below_bounds *most, enum below_cut *cut);
/* Names in a folder, sorted, a list, those of folders with a '/' behind; at most so many; "" where there is none. The
 * caller's. */
char *fs_below_list(const char *top, const char *path, size_t most);

#endif
