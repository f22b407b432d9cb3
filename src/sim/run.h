/*
 * run.h - one run of a scene under a policy, from a seed.
 */
#ifndef LEADHAND_SIM_RUN_H
#define LEADHAND_SIM_RUN_H

#include "sim/scene.h"
#include "sim/tally.h"

/* What the run shows; the same arguments give the same sums, on every machine. */
struct sums run_scene(const struct scene *scene, const struct policy *policy, uint64_t seed);

#endif
