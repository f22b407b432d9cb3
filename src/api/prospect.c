/* prospect.c - see prospect.h. */
#include "api/prospect.h"

#include "base/json.h"
#include "base/text.h"

#include <stdio.h>

enum { SHOWN_LEAST = 12, SHOWN_BEYOND = 4 };

static double real_of(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

/* Some way beyond what is worth it, so that one sees the curve come down. */
static size_t count_shown(const json_t *crew, size_t rows)
{
	const json_t *worth = json_object_get(crew, "recommended");
	double last = real_of(worth, "high") > real_of(crew, "knee") ? real_of(worth, "high")
								     : real_of(crew, "knee");
	size_t shown = last < CREW_WORTH_MOST ? (size_t)last + SHOWN_BEYOND : CREW_WORTH_MOST;

	shown = shown < SHOWN_LEAST ? SHOWN_LEAST : shown;
	return shown < rows ? shown : rows;
}

static void add_series(struct chart *chart, const char *name, const double *x, const double *y,
		       size_t count)
{
	chart->series[chart->series_count++] = (struct chart_series){ name, x, y, count };
}

static void add_marks(const json_t *crew, struct prospect *prospect)
{
	struct chart *chart = &prospect->chart;
	long long worth = json_number(json_object_get(crew, "recommended"), "sessions");
	double knee = real_of(crew, "knee");

	snprintf(prospect->worth, sizeof prospect->worth, "%lld %s worth running", worth,
		 worth == 1 ? "is" : "are");
	chart->marks[chart->mark_count++] =
		(struct chart_mark){ (double)worth, prospect->worth };
	if (knee < 1 || knee > prospect->sessions[chart->series[0].count - 1])
		return;
	snprintf(prospect->knee, sizeof prospect->knee, "the knee, at %.3g", knee);
	chart->marks[chart->mark_count++] = (struct chart_mark){ knee, prospect->knee };
}

/* What would be if it went otherwise has no history. */
static bool is_of_history(const json_t *crew)
{
	return !text_same(json_text(json_object_get(crew, "work"), "from"), "option") &&
	       !text_same(json_text(json_object_get(crew, "human"), "from"), "option");
}

void prospect_draw(const json_t *crew, struct prospect *prospect)
{
	const json_t *rows = json_object_get(crew, "table"), *row;
	size_t i, count = count_shown(crew, json_array_size(rows));
	bool has_law = is_of_history(crew) && json_bool(json_object_get(crew, "law"), "known");
	struct chart *chart = &prospect->chart;

	*prospect = (struct prospect){ 0 };
	chart->title = "How many sessions are worth running";
	chart->x_label = "sessions";
	chart->y_label = "changes an hour";
	json_array_foreach(rows, i, row) {
		if (i >= CREW_WORTH_MOST)
			break;
		prospect->sessions[i] = real_of(row, "sessions");
		prospect->landed[i] = real_of(row, "landed_per_hour");
		prospect->reviews[i] = real_of(row, "reviews_per_hour");
		prospect->history[i] = real_of(row, "history_per_hour");
	}
	if (!count)
		return;
	add_series(chart, "land", prospect->sessions, prospect->landed, count);
	add_series(chart, "are reviewed", prospect->sessions, prospect->reviews, count);
	if (has_law)
		add_series(chart, "landed, by the history", prospect->sessions,
			   prospect->history, count);
	add_marks(crew, prospect);
}
