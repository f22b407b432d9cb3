/*
 * choose.h - which kind of workspace it is to be here.
 *
 * What a machine can is found out by doing it once, where the workspaces are made, and
 * remembered there. A kind that somebody asked for by name is had or refused, and
 * never another one in its place.
 */
#ifndef LEADHAND_WORKSPACE_CHOOSE_H
#define LEADHAND_WORKSPACE_CHOOSE_H

#include "base/err.h"
#include "workspace/kind.h"

struct workspace_wish {
	const char *word;   /* borrowed: of config.yaml, "auto" too */
	const char *folder; /* borrowed: where workspaces are made, and what works there is remembered */
	const char *scope;  /* borrowed, or NULL: the task's patterns; a check has none */
	bool is_check;	    /* of a gate: always the whole tree, and none of the lead's repository */
	bool has_view;	    /* mounts can be made where we are; otherwise it is tried in a view of its own */
	bool may_mount;	    /* a view of our own can be had at all */
	bool is_anew;	    /* what is remembered does not count */
};
/*
 * The kind for a workspace that is made now. *why, the caller's, says for `auto` what a better kind lacks here, "" where
 * nothing; it may be NULL. ERR_REFUSED where a kind that was named cannot be had.
 */
int workspace_choose(const struct workspace_wish *wish, enum workspace_kind *kind, char **why,
		     struct err *err) MUST_USE;

#endif
