/*
 * gossip.h - what is told of a box: cleaned, bounded, and not the same line twice.
 */
#ifndef LEADHAND_WALLS_GOSSIP_H
#define LEADHAND_WALLS_GOSSIP_H

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

#endif
