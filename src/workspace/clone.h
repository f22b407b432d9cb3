/*
 * clone.h - workspaces that are checked out in full; for workspace.c alone.
 */
#ifndef LEADHAND_WORKSPACE_CLONE_H
#define LEADHAND_WORKSPACE_CLONE_H

#include "workspace/workspace.h"

/* A repository of its own over the pieces, with the files of `base`; half-made (no PATH.ready yet). */
int clone_make(const struct workspace *ws, const char *base, const struct workspace_identity *who,
	       struct err *err) MUST_USE;

#endif
