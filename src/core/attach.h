/*
 * attach.h - the lead takes a session over, and gives it back.
 *
 * While somebody is attached the task is held as one that is paused: its turn is stopped, none begins, nothing of
 * it lands.
 */
#ifndef LEADHAND_CORE_ATTACH_H
#define LEADHAND_CORE_ATTACH_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

/* Of a detached event: that whoever was there is gone without a word. */
#define ATTACH_LOST "lost"

/* Whether a task has a session that somebody may take over now. */
int attach_may(const struct state *state, const struct task *task, struct err *err) MUST_USE;
/*
 * What comes of a session that is given back with this event, one word, borrowed: review (what stands there is offered as
 * its change), resume (the session has the turn), pause, nothing (all is as it was). As its word says, and without one:
 * review where there is a new commit, resume where a turn was cut off, else nothing.
 */
const char *attach_outcome(const struct state *state, const struct task *task, const struct event *event);

#endif
