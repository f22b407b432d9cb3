/*
 * ground.h - the shared checkout is made, and a session's room in it; for swarm/ alone.
 */
#ifndef LEADHAND_SWARM_GROUND_H
#define LEADHAND_SWARM_GROUND_H

#include "swarm/yard.h"

/* The checkout at `base`, where there is none or a half-made one; under the lock of the branch. */
int ground_make(const struct swarm *swarm, const char *base, struct err *err) MUST_USE;
/* Bring a commit of the lead's repository, by its number or its ref, into ours, with all that reaches it. */
int ground_fetch(const struct swarm *swarm, const char *name, struct err *err) MUST_USE;
/* The session's folder with the programs that stand in for git, rm and mv, and what they have to know. */
int ground_room(const struct swarm *swarm, struct err *err) MUST_USE;

#endif
