/*
 * brief_walls.h - what a job's programs may see, reach and use, as job.json has it (doc/jobs.md).
 */
#ifndef LEADHAND_FLOOR_BRIEF_WALLS_H
#define LEADHAND_FLOOR_BRIEF_WALLS_H

#include "base/json.h"
#include "floor/place.h"
#include "spec/config.h"

/* By the configuration, for an agent (or NULL: a check). The folders of the bases and the store go into `job`, with
 * the walls under "walls". */
void brief_walls(json_t *job, const struct place *place, const struct config *config,
		 const struct config_agent *agent);
/* Whether the lead said that sessions may run without walls, where there are none; and to say so, or take it back. */
bool brief_is_unsafe(const struct place *place);
int brief_set_unsafe(const struct place *place, bool is_unsafe, struct err *err) MUST_USE;

#endif
