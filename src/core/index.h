/*
 * index.h - find a record by what it is called, and those that are not over.
 *
 * No part of the state: made from the records when it is asked, so that whoever fills
 * records in (the store) need not know of it. That is honest because of what never
 * changes: a name, a key, a gate and its tree once they are set; what is over.
 */
#ifndef LEADHAND_CORE_INDEX_H
#define LEADHAND_CORE_INDEX_H

#include <stdbool.h>
#include <stddef.h>

struct state;

/* Where a record with such a call has its place: which number and text it is found by. */
struct call_sign {
	long long number;
	const char *text; /* borrowed */
};

struct index {
	long long *slots; /* owned: ids, 0 where free; linear probing */
	size_t room, used;
	long long seen; /* records up to this id are in it */
};

/* The id of the record of that kind with that sign, 0 where there is none. */
long long index_find(struct index *index, const struct state *state, int kind,
		     const struct call_sign *sign);
void index_release(struct index *index);

/* A number for each task, by its id: another that was in its way, worth asking first and no more than that; or
 * how many need it, counted anew each time in the same place. */
struct hints {
	long long *ids; /* owned */
	size_t room;
};
/* The place of that id, which holds 0 at first. */
long long *hints_at(struct hints *hints, long long id);
void hints_release(struct hints *hints);

/*
 * Whether nothing waits for a record any more: a task that landed or was cancelled, a job or session that
 * ended, a landing that landed or was sent back, a signal that passed, a review or question (but for a proposal) of such a
 * session. Of these only a
 * cancelled task may come back: see live_revive().
 */
bool record_is_over(const struct state *state, int kind, const void *row);

/* Ids, oldest first, of every record of a kind that is not over, and of some that are: what happens now must not
 * cost more for all that was. */
struct live {
	long long *ids; /* owned */
	size_t count, room;
	size_t events; /* since those that are over were dropped */
};
void live_add(struct live *live, const struct state *state, int kind, long long id);
/* After an event, for all kinds: a list is looked through when as many have passed as it is long, so that it costs
 * each of them the same, and a backlog that has landed is not walked for ever. */
void lives_tend(struct live *lives, const struct state *state);
/* It is not over after all; where it had been left out it stands in its place again. */
void live_revive(struct live *live, const struct state *state, int kind, long long id);
void live_release(struct live *live);

#endif
