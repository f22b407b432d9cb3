/*
 * past.h - a task goes back to a checkpoint: what the lead meant, and what a session needs to begin there.
 */
#ifndef LEADHAND_FLOOR_PAST_H
#define LEADHAND_FLOOR_PAST_H

#include "floor/keeper.h"

#include <jansson.h>

/* Fill in the checkpoint that {"session","commit","head"} names, if it is one of that session of the task's and still
 * there: ERR_MISSING otherwise. A HEAD that is not there any more is left out. */
int past_meant(const struct keeper *keeper, const struct task *task, const json_t *request, struct event *event,
	       struct err *err) MUST_USE;
/* The refs from which the workspace of this turn's session is brought back, where the session began at a checkpoint
 * and has none of its own yet. Can be repeated: what a runner of the session saved is not touched. */
int past_prepare(const struct keeper *keeper, const struct job *job, struct err *err) MUST_USE;

#endif
