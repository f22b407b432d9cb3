/*
 * story.h - a seed and its moves: told, written down, read again, and made as short as it can
 * be.
 */
#ifndef LEADHAND_STORY_H
#define LEADHAND_STORY_H

#include "outer.h"

struct story {
	uint64_t seed;
	uint64_t *moves; /* owned */
	size_t count;
};

/* How it went. */
struct ending {
	long long steps, faults, landed;
	char promise[160]; /* that was broken; "" where all were kept */
	char detail[200];
};

void story_of_seed(struct story *story, uint64_t seed);
/* From a file that story_print() wrote; false where it is none. */
bool story_read(struct story *story, FILE *file);
void story_release(struct story *story);
/* Let it happen here; `tell` may be NULL. */
void story_run(const struct story *story, FILE *tell, struct ending *how);
/* In a process of its own: what the core asserts, or an endless loop, is a broken promise too.
 */
void story_try(const struct story *story, struct ending *how);
/* Leave moves out as long as the same promise is broken. */
void story_shrink(struct story *story, const char *promise);
/* What --trace reads, and what happened, a line a step. */
void story_print(const struct story *story, const struct ending *how);

#endif
