/*
 * blocker.h - files that git does not know and would write over; for land/ alone.
 *
 * Git guards untracked files, but takes ignored ones for rubbish. They are not:
 * a build's output, a key, a local setting.
 */
#ifndef LEADHAND_LAND_BLOCKER_H
#define LEADHAND_LAND_BLOCKER_H

#include "base/err.h"

/* What stands in `top`, unknown to its index, where `to` adds paths to `from`: the first few, a list; NULL
 * where there is none. The caller's. */
int blocker_find(const char *top, const char *from, const char *to, char **list, struct err *err) MUST_USE;

#endif
