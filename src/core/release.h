/*
 * release.h - which task may start, and what the others wait for.
 *
 * A task starts when what it needs has landed, no unfinished session may write where it
 * writes, a session is free, the lead can take what comes of it (rope.h) and nothing
 * outside forbids it (limits.h). First the more urgent, then what unblocks more, then the
 * older. The first reason that holds a task back is the one to show.
 */
#ifndef LEADHAND_CORE_RELEASE_H
#define LEADHAND_CORE_RELEASE_H

#include "core/model.h"

/* A task that waited so long since it was called counts as one step more urgent. */
#define RELEASE_AGE_MS (8 * 3600000LL)

/* Whether this waiting task may open a session now; otherwise *reason says in words what it waits for (the
 * caller's). */
bool task_may_open(const struct state *state, const struct task *task, long long now_ms,
		   char **reason);
/* A task that was called before this one, has not ended and writes where it would, while neither needs the other: they
 * will go one after the other, and nobody said which first. NULL where there is none. */
const struct task *task_overlapped(const struct state *state, const struct task *task);
/* The oldest queued turn that may start now, or NULL. */
struct job *turn_next(const struct state *state, long long now_ms);
/* What a queued turn waits for (the caller's), NULL where it may start. */
char *turn_reason(const struct state *state, const struct job *job, long long now_ms);
/* The waiting task that is first in line and may open, or NULL. */
struct task *release_next(const struct state *state, long long now_ms);
/* When a turn or a task that only time holds back may start: ms since 1970, 0 where none is. */
long long release_wake(const struct state *state, long long now_ms);
/* How many sessions may be open: what the lead said at `up`, or else the configuration. */
long long sessions_allowed(const struct state *state);
/* Sessions that have the turn, by the store's word. */
long long sessions_running(const struct state *state);

#endif
