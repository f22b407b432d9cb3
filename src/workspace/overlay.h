/*
 * overlay.h - workspaces that hold what differs from a base; for workspace.c alone.
 *
 * PATH.upper is what the agent wrote, PATH.overlay the kernel's own folder, PATH.base
 * names the base; PATH itself is empty but where it is mounted.
 */
#ifndef LEADHAND_WORKSPACE_OVERLAY_H
#define LEADHAND_WORKSPACE_OVERLAY_H

#include "workspace/workspace.h"

/* A new one on the base of `commit`, mounted, clean, half-made (no PATH.ready yet). */
int overlay_make(const struct workspace *ws, const char *commit, const struct workspace_identity *who,
		 struct err *err) MUST_USE;
/* A new one with the files of a commit of the lead's, on no branch. */
int overlay_make_check(const struct workspace *ws, const char *commit, const char *base, bool *needs_setup,
		       struct err *err) MUST_USE;
/* Mount the one that stands there; fine where it is. */
int overlay_mount(const struct workspace *ws, struct err *err) MUST_USE;

#endif
