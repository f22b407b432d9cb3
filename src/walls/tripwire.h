/*
 * tripwire.h - tells when one of the decoys is opened or listed inside.
 *
 * The kernel rings for the files themselves, whoever opens them and wherever they
 * are mounted; so nobody else may open them meanwhile.
 */
#ifndef LEADHAND_WALLS_TRIPWIRE_H
#define LEADHAND_WALLS_TRIPWIRE_H

#include "sys/loop.h"
#include "walls/gossip.h"

/* Decoys of one place: a folder outside, how the place is called, and the names in it (ends with NULL; a folder
 * ends with '/'). All borrowed until tripwire_free(). */
struct decoys {
	const char *folder, *called;
	const char *const *names;
};

struct tripwire;
/* NULL where the kernel grants no more watches: then nothing is told. */
struct tripwire *tripwire_new(struct loop *loop, struct decoys decoys, struct gossip *gossip);
void tripwire_free(struct tripwire *tripwire);

#endif
