/*
 * trial.h - many runs of one scene under one policy, and what they show together.
 */
#ifndef LEADHAND_SIM_TRIAL_H
#define LEADHAND_SIM_TRIAL_H

#include "sim/figure.h"
#include "sim/scene.h"
#include "sim/tally.h"

struct trial {
	struct figure figures[FIGURE_COUNT];
	long long runs;
	double little_off; /* the farthest that L / (lambda W) was from 1 in any run */
};

/* Runs of the seeds that follow from `seed`. With `runs` 0: as many as it takes until
 * utilisation, landings per hour and the wait are each known to within 1.2 %, of the model open
 * to within 2 %. */
struct trial trial_of(const struct scene *scene, const struct policy *policy, uint64_t seed,
		      long long runs);

/* Of so many that land per day, the first that is within 1 % of the most; n is not 0. */
size_t trial_best(const struct trial *trials, size_t n);

#endif
