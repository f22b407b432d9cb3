/*
 * claiming.h - at a turn's end: what its report claims, beside what the records say.
 */
#ifndef LEADHAND_FLOOR_CLAIMING_H
#define LEADHAND_FLOOR_CLAIMING_H

#include "floor/keeper.h"

/* An event for each claim of the turn that this one ends; before it is taken, and after change_describe(). */
int claiming_take(struct keeper *keeper, const struct job *job, const struct event *ended, struct err *err) MUST_USE;

#endif
