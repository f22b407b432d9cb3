/*
 * fs.h - files and folders, with the kernel's words turned into sentences.
 *
 * Every failure names the path. Writing is whole or not at all: a file is
 * written beside its place, synced and renamed.
 */
#ifndef LEADHAND_SYS_FS_H
#define LEADHAND_SYS_FS_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* The whole of a regular file of at most limit_bytes; NUL-terminated, the caller's. ERR_MISSING where
 * there is none, ERR_USAGE for a folder, a device or a file that is too large. len may be NULL. */
int fs_read(const char *path, size_t limit_bytes, char **out, size_t *len, struct err *err) MUST_USE;
/* The last limit_bytes of a file (a log), the caller's; "" where there is no file. */
char *fs_read_tail(const char *path, size_t limit_bytes, size_t *len);
int fs_write(const char *path, const char *data, size_t len, struct err *err) MUST_USE;
/* The same without waiting for the disk, for a folder that is synced as a whole before anybody relies on it. */
int fs_put(const char *path, const char *data, size_t len, struct err *err) MUST_USE;
/* Wait until all that was written to the file system of a folder is on the disk. */
int fs_sync(const char *folder, struct err *err) MUST_USE;
/* Whether fs_write() could begin: ERR_MISSING where there is no such folder, ERR_SYSTEM where
 * nothing can be made in it. Leaves nothing behind. */
int fs_check_write(const char *path, struct err *err) MUST_USE;
/* Make a new file; ERR_CONFLICT where one is already there. */
int fs_write_new(const char *path, const char *data, size_t len, struct err *err) MUST_USE;
/* Make a folder and those above it, mode 0700; fine where it is there. */
int fs_make_dirs(const char *path, struct err *err) MUST_USE;
/* The same for a work tree: as open as the umask lets it be. */
int fs_make_open_dirs(const char *path, struct err *err) MUST_USE;
/* Remove a folder and all below it, never following a link; made writable where the agent closed it;
 * fine where there is none. */
int fs_remove_tree(const char *path, struct err *err) MUST_USE;
/* Copy all that is in one folder into another, with its owners, modes and times, sharing blocks where the file system
 * can. */
int fs_copy_tree(const char *from, const char *to, struct err *err) MUST_USE;
bool fs_exists(const char *path); /* anything at all, a broken link too */
bool fs_is_dir(const char *path);
/* Size and modification time in nanoseconds, 0 and 0 where there is none. */
void fs_stamp(const char *path, long long *size, long long *changed_ns);
/* Names in a folder, sorted, as a list of lines (names with a newline are left out); "" where none. */
char *fs_list(const char *path);
/* Bytes below a folder, as du counts them; 0 where there is none. */
long long fs_usage(const char *path);
/* The same within one file system, each file counted as at least least_bytes; counting ends once there is more than
 * most_bytes. */
long long fs_usage_most(const char *path, long long least_bytes, long long most_bytes);
/* Open (made where missing, 0600, close-on-exec) and lock a file; the lock lives as long as *fd.
 * ERR_CONFLICT where another process holds it and wait is false. */
int fs_lock(const char *path, bool wait, int *fd, struct err *err) MUST_USE;
/* The same, waiting at most so long; ERR_TIMEOUT where it is over. */
int fs_lock_within(const char *path, long long wait_ms, int *fd, struct err *err) MUST_USE;
/* Whether some process holds the lock now; false where there is no file. */
bool fs_is_locked(const char *path);

#endif
