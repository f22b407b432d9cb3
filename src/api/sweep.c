/* sweep.c - see sweep.h. */
#include "api/sweep.h"

#include "base/json.h"

#include <stdio.h>

static double value_of(const json_t *point, const char *figure)
{
	return json_number_value(json_object_get(json_object_get(point, figure), "value"));
}

void sweep_draw(const json_t *sim, struct sweep *sweep)
{
	const json_t *curve = json_object_get(sim, "curve"), *point;
	size_t i, count = json_array_size(curve) < SWEEP_MOST ? json_array_size(curve)
							      : SWEEP_MOST;
	long long best = json_number(sim, "best");

	*sweep = (struct sweep){0};
	json_array_foreach(curve, i, point)
	{
		if (i == count)
			break;
		sweep->sessions[i] = (double)json_number(point, "sessions");
		sweep->landed[i] = value_of(point, "per_day");
		sweep->backlog[i] = value_of(point, "backlog_minutes");
	}
	snprintf(sweep->best, sizeof sweep->best, "%lld %s", best,
		 best == 1 ? "is the fewest that does" : "are the fewest that do");
	sweep->chart = (struct chart){
		.title = "What lands, and what waits for the lead",
		.x_label = "sessions",
		.y_label = "changes a day, minutes",
		.series = {{"land a day", sweep->sessions, sweep->landed, count},
			   {"minutes of review wait", sweep->sessions, sweep->backlog, count}},
		.series_count = 2,
		.marks = {{(double)best, sweep->best}},
		.mark_count = 1,
	};
}
