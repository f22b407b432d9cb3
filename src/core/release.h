/*
 * release.h - which task may start, and what the others wait for.
 *
 * A task starts when what it needs has landed, no unfinished session may write where it
 * writes, and a session is free. The first reason that holds it back is the one to show.
 */
#ifndef LEADHAND_CORE_RELEASE_H
#define LEADHAND_CORE_RELEASE_H

#include "core/model.h"

/* Whether this waiting task may open a session now, when `opening` others are about to;
 * otherwise *reason says in words what it waits for (the caller's). */
bool task_may_open(const struct state *state, const struct task *task, long long opening,
		   char **reason);
/* The oldest queued turn that may start now, or NULL. */
struct job *turn_next(const struct state *state);
/* What a queued turn waits for (the caller's), NULL where it may start. */
char *turn_reason(const struct state *state, const struct job *job);
/* The waiting task that is first in line and may open, or NULL. */
struct task *release_next(const struct state *state);
/* How many sessions may be open: what the lead said at `up`, or else the configuration. */
long long sessions_allowed(const struct state *state);
/* Sessions that have the turn, by the store's word. */
long long sessions_running(const struct state *state);

#endif
