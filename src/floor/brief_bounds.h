/*
 * brief_bounds.h - how long a turn may take and be silent, and how much its agent may still propose, for job.json.
 */
#ifndef LEADHAND_FLOOR_BRIEF_BOUNDS_H
#define LEADHAND_FLOOR_BRIEF_BOUNDS_H

#include "base/json.h"
#include "floor/keeper.h"

void brief_bounds(const struct keeper *keeper, const struct job *job, json_t *object);

#endif
