/*
 * sweep.h - what `sim --sessions A..B` says, drawn: what lands and what waits, over sessions.
 *
 * Made from the verb's JSON, so that the picture in a file and the one in a terminal show
 * what --json says.
 */
#ifndef LEADHAND_API_SWEEP_H
#define LEADHAND_API_SWEEP_H

#include "chart/chart.h"

#include <jansson.h>

enum { SWEEP_MOST = 200 };

struct sweep {
	struct chart chart; /* borrows from the rest of this: stays where it is */
	double sessions[SWEEP_MOST], landed[SWEEP_MOST], backlog[SWEEP_MOST];
	char best[40];
};

void sweep_draw(const json_t *sim, struct sweep *sweep);

#endif
