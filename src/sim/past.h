/*
 * past.h - a scene like what a floor's records tell of its agents and its lead.
 */
#ifndef LEADHAND_SIM_PAST_H
#define LEADHAND_SIM_PAST_H

#include "core/pace.h"
#include "sim/scene.h"

/* Put into the scene what was measured; what was not stays as it is. A cycle of the records,
 * gates and all, is a turn of the scene; one that failed is a turn that has to come again. */
void scene_of_pace(struct scene *scene, const struct pace *pace);
/* How often agents asked and reviews were rejected, where there were any. */
void scene_of_records(struct scene *scene, const struct state *state);

#endif
