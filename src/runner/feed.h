/*
 * feed.h - from pieces as they are read to whole lines.
 */
#ifndef LEADHAND_RUNNER_FEED_H
#define LEADHAND_RUNNER_FEED_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct feed {
	struct buf line;   /* what has no newline yet */
	bool is_dropping;  /* in the middle of a line that is too long */
	long long dropped; /* lines that were too long, so far */
	void (*take)(void *owner, const char *line, size_t len); /* without its newline */
	void *owner;
};

void feed_init(struct feed *feed, size_t limit_bytes,
	       void (*take)(void *owner, const char *line, size_t len), void *owner);
void feed_add(struct feed *feed, const char *data, size_t len);
/* There is no more: what is left is a line too. */
void feed_end(struct feed *feed);
void feed_release(struct feed *feed);

#endif
