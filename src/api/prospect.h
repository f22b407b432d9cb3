/*
 * prospect.h - what `crew` says, drawn: the curve of what lands against sessions.
 *
 * Made from the verb's JSON, so that the picture in a file and the one in a terminal show
 * what --json says.
 */
#ifndef LEADHAND_API_PROSPECT_H
#define LEADHAND_API_PROSPECT_H

#include "chart/chart.h"
#include "core/crew.h"

#include <jansson.h>

struct prospect {
	struct chart chart; /* borrows from the rest of this: stays where it is */
	double sessions[CREW_WORTH_MOST], landed[CREW_WORTH_MOST], reviews[CREW_WORTH_MOST],
		history[CREW_WORTH_MOST];
	char worth[40], knee[40];
};

void prospect_draw(const json_t *crew, struct prospect *prospect);

#endif
