/*
 * guard.h - who hears of what is tried at the walls, and answers.
 *
 * One guard for each program that was started inside. It answers every call at
 * once and reads nothing but paths: what it tells is cleaned, bounded and never the
 * same line twice.
 */
#ifndef LEADHAND_WALLS_GUARD_H
#define LEADHAND_WALLS_GUARD_H

#include "sys/loop.h"
#include "walls/view.h"

/* The lines of one box, of all its guards and tripwires. */
struct gossip {
	void (*tried)(void *owner, const char *what);
	void *owner;
	long long second;      /* steady; the one that is being counted */
	int told;	       /* in that second */
	long long kept_silent; /* lines too many */
	unsigned long long seen[64]; /* hashes of the last lines */
	int next;
};

/* Tell it, unless it was told not long ago or there are too many. */
void gossip_tell(struct gossip *gossip, const char *what);
/* Say how many were too many. */
void gossip_end(struct gossip *gossip);

struct guard;
/* `talk` is our end of the socket on which the filter's descriptor will come; becomes ours. The view and the
 * gossip are borrowed. */
struct guard *guard_new(struct loop *loop, int talk, const struct view *view, struct gossip *gossip);
void guard_free(struct guard *guard);

#endif
