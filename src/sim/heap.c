/* heap.c - see heap.h. */
#include "sim/heap.h"

#include "base/mem.h"

static bool is_before(const struct timer *a, const struct timer *b)
{
	return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

static void swap(struct timer *a, struct timer *b)
{
	struct timer kept = *a;

	*a = *b;
	*b = kept;
}

void heap_push(struct heap *heap, struct timer timer)
{
	size_t at = heap->count++;

	if (at == heap->room) {
		heap->room = heap->room ? 2 * heap->room : 64;
		heap->timers = mem_grow(heap->timers, heap->room, sizeof *heap->timers);
	}
	timer.order = heap->given++;
	heap->timers[at] = timer;
	while (at && is_before(&heap->timers[at], &heap->timers[(at - 1) / 2])) {
		swap(&heap->timers[at], &heap->timers[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
}

bool heap_pop(struct heap *heap, struct timer *timer)
{
	size_t at = 0, next;

	if (!heap->count)
		return false;
	*timer = heap->timers[0];
	heap->timers[0] = heap->timers[--heap->count];
	while ((next = 2 * at + 1) < heap->count) {
		if (next + 1 < heap->count &&
		    is_before(&heap->timers[next + 1], &heap->timers[next]))
			next++;
		if (!is_before(&heap->timers[next], &heap->timers[at]))
			break;
		swap(&heap->timers[next], &heap->timers[at]);
		at = next;
	}
	return true;
}

void heap_release(struct heap *heap)
{
	free(heap->timers);
	*heap = (struct heap){0};
}
