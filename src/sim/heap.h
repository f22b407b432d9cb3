/*
 * heap.h - what will happen, soonest first.
 *
 * Of two timers for the same moment the one that was set first comes first, so that a run
 * can be repeated.
 */
#ifndef LEADHAND_SIM_HEAP_H
#define LEADHAND_SIM_HEAP_H

#include <stdbool.h>
#include <stddef.h>

struct timer {
	long long at_ms;
	int kind;     /* what will happen: the owner's words */
	long long id; /* to whom */
	size_t order; /* set by the heap */
};

struct heap {
	struct timer *timers; /* owned */
	size_t count, room, given;
};

void heap_push(struct heap *heap, struct timer timer);
/* False where none is left. */
bool heap_pop(struct heap *heap, struct timer *timer);
void heap_release(struct heap *heap);

#endif
