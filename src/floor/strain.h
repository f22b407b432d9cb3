/*
 * strain.h - whether the machine should get no more to do, in words.
 */
#ifndef LEADHAND_FLOOR_STRAIN_H
#define LEADHAND_FLOOR_STRAIN_H

#include "floor/keeper.h"

#include "sys/machine.h"

/*
 * Compare a look at the machine with the limits, and write down where the answer changes. What is strained stays so
 * until it is a fifth below the limit: work is not to start and stop with every look.
 */
int strain_look(struct keeper *keeper, const struct machine *machine, struct err *err) MUST_USE;

#endif
