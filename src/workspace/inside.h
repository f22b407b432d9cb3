/*
 * inside.h - git in the workspace's own repository; for workspace/ alone.
 */
#ifndef LEADHAND_WORKSPACE_INSIDE_H
#define LEADHAND_WORKSPACE_INSIDE_H

#include "workspace/workspace.h"

struct base;

/* All of these stand where nothing of an agent's has run yet. */

/* Make the files and the index those of a commit; `is_anew` also writes what the index takes for unchanged. */
int inside_switch(const struct workspace *ws, const char *commit, bool is_anew, struct err *err) MUST_USE;
/* Get a commit of the lead's and stand on it, on no branch; what reaches `base` is there. */
int inside_detach(const struct workspace *ws, const char *commit, const char *base, bool is_anew,
		  struct err *err) MUST_USE;
/* The same where a base is stood upon; *needs_setup: what setup made for it is not good for this commit. */
int inside_detach_on_base(const struct workspace *ws, const struct base *base, const char *commit, bool *needs_setup,
			  struct err *err) MUST_USE;
/* What head_ref and saved_ref have. The checkpoint is of the files alone: the commits on the way to it are ours, and
 * no business of the agent's. */
int inside_bring_back(const struct workspace *ws, struct err *err) MUST_USE;
/* Note that it borrows what reaches `base` too, beside what it borrowed: the agent's repository is told by save.h. */
int inside_borrow_more(const struct workspace *ws, const char *base, struct err *err) MUST_USE;

#endif
