/*
 * change.h - what a session offers, described from the repository and not from what it says.
 */
#ifndef LEADHAND_FLOOR_CHANGE_H
#define LEADHAND_FLOOR_CHANGE_H

#include "floor/keeper.h"

/* Fill in tree, files, insertions, deletions, gates, outside and protected of a turn's end, from its commit. A commit
 * that cannot be read leaves the event without one. */
void change_describe(struct keeper *keeper, const struct job *job, struct event *event);

#endif
