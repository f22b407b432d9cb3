/*
 * floor.h - the daemon: take an event, write it down, step, plan, carry out.
 *
 * One per repository, found by its lock. It only waits and dispatches: journals ring
 * (runners), words come in (the socket), the target moves, a moment is reached. Killed
 * at any point, the next one goes on from the store.
 */
#ifndef LEADHAND_FLOOR_FLOOR_H
#define LEADHAND_FLOOR_FLOOR_H

#include "floor/place.h"

/* Run until it is told to go down. ERR_CONFLICT where another floor runs. */
int floor_run(const struct place *place, struct err *err) MUST_USE;

#endif
