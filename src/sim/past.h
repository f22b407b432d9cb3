/*
 * past.h - what a floor's records tell of its agents and its lead, for a scene like them.
 */
#ifndef LEADHAND_SIM_PAST_H
#define LEADHAND_SIM_PAST_H

#include "core/model.h"
#include "sim/scene.h"

struct past {
	long long cycles, reviews; /* turns that ended; reviews that were judged */
	double work_ms, work_deviation_ms;
	double human_ms, human_deviation_ms; /* 0: no record tells how long the lead looked */
	double green, ask, reject;	     /* of a turn, a turn, a review */
	double lines;			     /* mean size of a change */
};

struct past past_of(const struct state *state);
/* Put into the scene what is known; what is not stays as it is. */
void scene_follow(struct scene *scene, const struct past *past);

#endif
