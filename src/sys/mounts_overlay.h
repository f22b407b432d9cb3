/*
 * mounts_overlay.h - folders seen through one another.
 *
 * The lower folders show through where the upper one has nothing; all that is
 * written goes to the upper one. Nobody may write to a lower folder meanwhile, nor
 * use the upper one of one mount as the lower one of another: the kernel forbids
 * neither, and both end in wrong files. Only in a view of our own (mounts.h).
 */
#ifndef LEADHAND_SYS_MOUNTS_OVERLAY_H
#define LEADHAND_SYS_MOUNTS_OVERLAY_H

#include "base/err.h"

#include <stdbool.h>

enum { MOUNT_MAX_LOWERS = 64 };

struct mount_overlay {
	const char *lowers; /* borrowed: a list of folders, the topmost first */
	const char *upper;  /* borrowed */
	const char *work;   /* borrowed: the kernel's own folder, in the file system of `upper` */
};

int mount_overlay(const struct mount_overlay *overlay, const char *at, struct err *err) MUST_USE;
/* Something is mounted just here, as far as we see. */
bool mount_is_at(const char *path);
/* Fine where nothing is mounted. ERR_SYSTEM where somebody has a file open in it. */
int mount_unmount(const char *path, struct err *err) MUST_USE;
/* The same, but whoever has a file open there keeps it. */
int mount_drop(const char *path, struct err *err) MUST_USE;

#endif
