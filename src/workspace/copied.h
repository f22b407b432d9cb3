/*
 * copied.h - workspaces that begin as a copy of a base which shares its blocks; for workspace.c alone.
 *
 * PATH is a snapshot of the base's one layer, or a folder of files that share blocks
 * with it; PATH.base names the base, whose objects it borrows.
 */
#ifndef LEADHAND_WORKSPACE_COPIED_H
#define LEADHAND_WORKSPACE_COPIED_H

#include "workspace/workspace.h"

/* A new one on the base of `commit`, clean, half-made (no PATH.ready yet). */
int copied_make(const struct workspace *ws, const char *commit, const struct workspace_identity *who,
		struct err *err) MUST_USE;
/* A new one with the files of a commit of the lead's, on no branch. */
int copied_make_check(const struct workspace *ws, const char *commit, const char *base, bool *needs_setup,
		      struct err *err) MUST_USE;

#endif
