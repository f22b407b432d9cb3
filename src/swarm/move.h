/*
 * move.h - the shared branch, from one commit to the next; for swarm/ alone.
 *
 * Only forward, and never over an edit that is not committed. All of it under the
 * lock of the branch (yard.h). Files first, then the branch; what was to be done is
 * noted before, so that a move that was cut off is finished by the next one.
 */
#ifndef LEADHAND_SWARM_MOVE_H
#define LEADHAND_SWARM_MOVE_H

#include "swarm/yard.h"

/* Finish what was cut off. */
int move_finish(const struct swarm *swarm, struct err *err) MUST_USE;
/* ERR_CONFLICT where a file that would change holds an edit: nothing was changed. */
int move_branch(const struct swarm *swarm, const char *from, const char *to, struct err *err) MUST_USE;
/* Bring the branch to the target, where nobody else holds a path that would change, and none of them is edited. */
int move_to_target(const struct swarm *swarm, struct err *err) MUST_USE;
/* Set the branch alone, by compare-and-swap. */
int move_set_branch(const struct swarm *swarm, const char *from, const char *to, struct err *err) MUST_USE;

#endif
