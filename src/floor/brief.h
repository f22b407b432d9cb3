/*
 * brief.h - what a runner is told: job.json, and for a turn its prompt (doc/jobs.md).
 */
#ifndef LEADHAND_FLOOR_BRIEF_H
#define LEADHAND_FLOOR_BRIEF_H

#include "floor/keeper.h"

/* Write the job's folder for this attempt, anew: what is known (the agent's thread) may have grown since the last one. */
int brief_write(struct keeper *keeper, const struct job *job, long long attempt, struct err *err) MUST_USE;
/* The same for a base of the target's tip that nobody waits for yet; `folder` is the job's. */
int brief_write_base(struct keeper *keeper, const char *folder, struct err *err) MUST_USE;

#endif
