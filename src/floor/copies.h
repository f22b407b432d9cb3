/*
 * copies.h - the other trees by which a change is judged, made with git's plumbing from its commit.
 *
 * The judged one is the change with the base's copy of every protected file that it touches; the proof is the base with
 * the change's tests. Both are committed below refs/leadhand/, in the lead's repository, so that a check can stand on
 * them; no agent's repository has them.
 */
#ifndef LEADHAND_FLOOR_COPIES_H
#define LEADHAND_FLOOR_COPIES_H

#include "floor/keeper.h"

/*
 * Fill in protected, unnamed, tests, judged and proof of an event that has the commit and the tree of a change. `since`
 * is where the session has branched off.
 */
int copies_make(struct keeper *keeper, const struct session *session, const char *since, struct event *event,
		struct err *err) MUST_USE;

#endif
