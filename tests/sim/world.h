/*
 * world.h - a shell around the core in which anything may happen, by the throw of dice.
 *
 * Two states are folded side by side: every event goes to the first; what it accepts goes to
 * the shadow too, after a journey through its fields. A refused event must leave
 * both the same, and so must a sequence as a whole.
 */
#ifndef LEADHAND_WORLD_H
#define LEADHAND_WORLD_H

#include "core/plan.h"
#include "core/step.h"
#include "dice.h"

struct world {
	struct state *state, *shadow; /* owned */
	struct dice dice;
	long long now;
	long long made; /* names that were given to trees and commits */
	bool is_wild;	/* noise may begin what no order asked for: limits are nobody's then */
	const char *wrong; /* what went wrong first, NULL while nothing has */
	char *detail;	   /* owned: where */
};

void world_init(struct world *world, uint64_t seed);
void world_release(struct world *world);
void world_fail(struct world *world, const char *what, char *detail);

/* The state and its shadow hold the same; otherwise that is `what` went wrong. */
void world_compare(struct world *world, const char *what);
/* Let it happen now; releases what the event holds. Returns what step() did. */
int world_take(struct world *world, struct event *event);
/* The records alone, as a store would give them back; the caller's. */
struct state *state_copy(const struct state *state);

/* noise.c: an event of any kind, about anything, true or not. */
void noise_make(struct world *world, struct event *event);
/* deeds.c: something that could be: a runner's word, the lead's, the world's; or an order
 * carried out, well or badly. */
void deed_of_a_job(struct world *world);
void deed_of_the_lead(struct world *world);
void deed_of_the_world(struct world *world);
void deed_of_the_floor(struct world *world);
/* Carry an order out as it should be. */
int carry_well(struct world *world, const struct order *order);
char *world_name(struct world *world, const char *what); /* a fresh one, the caller's */

/* claims.c: what must hold in every state; NULL, or what does not (*detail is the caller's). */
const char *claims_broken(const struct state *state, bool is_wild, char **detail);

/* kind.c: everything succeeds from here on, and the lead is there. */
void kind_end(struct world *world);
/* Carry orders out until none is due: it ends, and none comes twice. */
void settle(struct world *world);

#endif
