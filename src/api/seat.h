/*
 * seat.h - a lead's place in a session: found, taken and held for as long as they are there.
 *
 * The lock says that they live, the floor's word that the task is held; the second one needs the first.
 */
#ifndef LEADHAND_API_SEAT_H
#define LEADHAND_API_SEAT_H

#include "api/call.h"
#include "api/view.h"
#include "base/err.h"

struct seat {
	struct call *call; /* borrowed */
	struct view view;
	char *task, *folder; /* owned: the task's name; of the session's newest turn that began */
	char *thread, *by;   /* owned: the agent's conversation, as it is now, or ""; who takes it */
	long long session;
	int lock; /* -1: not ours */
};

#define SEAT_OF(call_) { .call = (call_), .lock = -1 }

/* What the call's first word names: a session that can be taken over. */
int seat_find(struct seat *seat, struct err *err) MUST_USE;
/* ERR_CONFLICT with who is there. From now on no turn of it begins. */
int seat_take(struct seat *seat, struct err *err) MUST_USE;
/* Wait, at most two minutes, until its turn is over; then the seat says what is so by then. */
int seat_wait(struct seat *seat, struct err *err) MUST_USE;
/* Whether it is still ours: nobody cancelled the task or went back with it. */
bool seat_is_ours(struct seat *seat);
/* A word of this lead to the floor about the task, the caller's. */
json_t *seat_word(const struct seat *seat, const char *word);
/* All goes on as it would have. */
void seat_let_go(struct seat *seat);
void seat_release(struct seat *seat);

#endif
