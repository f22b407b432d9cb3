/*
 * table.h - the claims of one checkout, in a file beside it.
 *
 * The file is replaced as a whole, under a lock of the kernel: a reader sees one
 * state or the next, and whoever is killed leaves nothing locked.
 */
#ifndef LEADHAND_SWARM_TABLE_H
#define LEADHAND_SWARM_TABLE_H

#include "swarm/reserve.h"

/* The claims that hold now; `folder` is the one that the checkout lies in. None where there is no file. */
void table_read(const char *folder, struct reserve *reserve);
int table_take(const char *folder, long long session, const char *patterns, long long for_ms,
	       struct err *err) MUST_USE;
int table_extend(const char *folder, long long session, long long for_ms, struct err *err) MUST_USE;
/* These patterns, or all where the list is NULL. */
int table_release(const char *folder, long long session, const char *patterns, struct err *err) MUST_USE;

#endif
