/*
 * carry_land.h - orders that bring an approved change to the target are carried out.
 */
#ifndef LEADHAND_FLOOR_CARRY_LAND_H
#define LEADHAND_FLOOR_CARRY_LAND_H

#include "floor/carry.h"

/* Merge onto the tip: merged, conflicted, or held where git could not. */
int carry_merge(struct carrier *carrier, const struct order *order, struct err *err) MUST_USE;
/* Move the target: landed; held where a checkout is in the way; where somebody moved it first, the new tip. */
int carry_move(struct carrier *carrier, const struct order *order, struct err *err) MUST_USE;

#endif
