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
/* Whether the lead said that sessions may run without walls, where there are none. */
bool brief_is_unsafe(const struct place *place);
/* What was missing when he said so, the caller's; "" where nothing was, or he did not say so. */
char *brief_without_walls(const struct place *place);
/* Remember that he said so, with what is missing ("": nothing), or (NULL) that he takes it back. */
int brief_set_unsafe(const struct place *place, const char *missing, struct err *err) MUST_USE;

#endif
