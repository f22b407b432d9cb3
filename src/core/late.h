/*
 * late.h - answers that come when nobody waits for them any more.
 *
 * An agent that cannot wait longer leaves its question open. With a default its work goes on by that,
 * through gates and review, and an answer that says the same changes nothing; another one, whenever it
 * comes, gives the session the turn again. Without a default the session is parked at the end of its turn:
 * no process, no time, until the answer calls it. Nothing of this uses up a round.
 */
#ifndef LEADHAND_CORE_LATE_H
#define LEADHAND_CORE_LATE_H

#include "core/model.h"

/* Whether a question that the session left is still open. */
bool late_is_open(const struct state *state, const struct session *session);
/* The session's turn came to a good end: it is parked, or called again with what was answered meanwhile. False where
 * nothing of that is due, and the end is what it would be anyway. */
bool late_ends_turn(struct state *state, struct session *session, long long at_ms);
/* A question of a left kind has its answer, or one that has was left. */
void late_answered(struct state *state, struct question *question, long long at_ms);
/* A turn begins: its prompt brings what was answered, and says so of every attempt at it. */
void late_begins(struct state *state, const struct job *job);
/* That turn came to nothing: whoever has the next one is told again. */
void late_fails(struct state *state, const struct job *job);
/* Whether the prompt of that turn brings the answer of that question. */
bool late_is_for(const struct job *job, const struct question *question);

#endif
