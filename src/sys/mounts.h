/*
 * mounts.h - mounts that only we and our children see.
 *
 * Nothing is ever mounted in the machine's own view: a process first takes a
 * view of its own, and all that it mounts is gone when it and its children are.
 */
#ifndef LEADHAND_SYS_MOUNTS_H
#define LEADHAND_SYS_MOUNTS_H

#include "base/err.h"

#include <stdbool.h>

/* Take a view of our own, in which nothing that others mount or unmount shows, nor the other way round. An
 * ordinary user becomes master of a user namespace for it, in which every file still has its owner. Only before
 * there are threads. */
int mount_private(struct err *err) MUST_USE;
/* Take the view that another process of ours has. ERR_MISSING where there is none. Only before there are threads. */
int mount_join(int pid, struct err *err) MUST_USE;
/* Whether taking one of our own works here: tried in a child. */
bool mount_can_private(void);

#endif
