/*
 * fs_clone.h - copies that share their blocks, where the file system can.
 *
 * Btrfs makes a whole tree of its own (a subvolume) and copies that in one step;
 * btrfs and XFS let two files share blocks until one is written to. Whether it works
 * here is found out by doing it: each says in its error why it does not.
 */
#ifndef LEADHAND_SYS_FS_CLONE_H
#define LEADHAND_SYS_FS_CLONE_H

#include "base/err.h"

#include <stdbool.h>

/* A new empty subvolume; its owner removes it as any folder (fs_remove_tree). */
int fs_subvolume_make(const char *path, struct err *err) MUST_USE;
/* A writable copy of one, as new as its files were: with their times and numbers. */
int fs_subvolume_copy(const char *from, const char *to, struct err *err) MUST_USE;
/* Remove one with all that is in it. False where it is none, or may only be emptied first. */
bool fs_subvolume_drop(int parent, const char *name);
bool fs_subvolume_drop_path(const char *path);
/* A new file with the blocks of another one. */
int fs_share_file(const char *from, const char *to, struct err *err) MUST_USE;
/* fs_copy_tree() that fails where blocks cannot be shared. */
int fs_share_tree(const char *from, const char *to, struct err *err) MUST_USE;

#endif
