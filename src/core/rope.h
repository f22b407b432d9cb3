/*
 * rope.h - work is released at the rate at which the lead can review it.
 *
 * Drum-buffer-rope: the drum is the lead; the buffer is review that waits, counted in
 * minutes, not in items; the rope lets a task start only where the buffer will have room
 * for it. What sessions will bring counts by the chance that it comes, less what a lead
 * who is there gets through meanwhile; and no more is under way than keep the lead busy.
 */
#ifndef LEADHAND_CORE_ROPE_H
#define LEADHAND_CORE_ROPE_H

#include "core/model.h"

/* A lead who did nothing for so long is not there: nobody empties the buffer then. */
#define ROPE_PRESENCE_MS (60 * 60000LL)

struct rope {
	long long allowed_ms;  /* of review that may wait; 0: any */
	long long waiting_ms;  /* that what waits for the lead will take: reviews, failures, questions */
	long long coming_ms;   /* of review that sessions under way are expected to bring */
	long long drum_ms;     /* that the lead gets through while they work */
	long long under_way;   /* tasks that were begun and have not landed: the queue may be slower than the lead */
	long long worth;       /* more of those would bring nothing; 0: any number */
};
/* Gathered in one walk over what is not over. */
struct rope rope_of(const struct state *state, long long now_ms);
/* When it has less room though nothing happens: from then on the lead counts as away. 0: never. */
long long rope_tightens_ms(const struct state *state, long long now_ms);
/* Whether that task takes nothing of the lead: a policy approves it. */
bool rope_needs_nobody(const struct task *task);
/* Whether the line can take that task too. What would not fit into an empty buffer may still go alone. */
bool rope_takes(const struct state *state, const struct rope *rope, const struct task *task);
/* Why not, in words; the caller's. */
char *rope_reason(const struct rope *rope);

#endif
