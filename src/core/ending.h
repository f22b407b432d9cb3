/*
 * ending.h - what the end of a turn leads to.
 *
 * Stopped by us, over as its agent says, or broken off: by the word of the error (retry.h) it goes on, waits, or
 * fails at once.
 */
#ifndef LEADHAND_CORE_ENDING_H
#define LEADHAND_CORE_ENDING_H

#include "core/event.h"
#include "core/model.h"

/* Its provider takes no more for a while: the same turn goes on later, with what it knows. */
void turn_limited(struct state *state, struct session *session, struct job *job, const struct event *event);
/* We stopped it: to go on later, or because a limit was reached. */
void turn_stopped(struct state *state, struct session *session, struct job *job, const struct event *event);
/* Its agent ended it; the session rests. */
void turn_done(struct state *state, struct session *session, struct task *task, long long at_ms);
/* It waits to go on, and somebody else has done its work; what it brought is told again. */
void turn_withdrawn(struct state *state, struct session *session, struct job *job, long long at_ms);
bool session_has_change(const struct session *session);
/* What it offers now, where the event names a commit. */
void session_keep_change(struct session *session, const struct event *event);
/* It broke off. It goes on where it was, waits with others for a login, fails at once, or costs a round. */
void turn_failed(struct state *state, struct session *session, struct job *job, const struct event *event);

#endif
