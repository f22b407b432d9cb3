/* text.c - a chart in a terminal; see chart.h. */
#include "chart/chart.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/scale.h"

#include <string.h>

enum { ROWS = 8, EIGHTHS = 8, LABEL = 6, CELL_MOST = 4, COLUMNS = 80, TEXT_BYTES = 64 << 10 };

static const char *const bars[] = { " ",      "\u2581", "\u2582", "\u2583", "\u2584",
				    "\u2585", "\u2586", "\u2587", "\u2588" };
static const char *const points[CHART_SERIES] = { "", "o", "x", "+", "*", "#" };

struct drawing {
	const struct chart *chart;
	const struct chart_series *main;
	struct scale scale;
	size_t every; /* of so many points one is drawn */
	size_t cells;
	int cell; /* columns that one takes, the gap too */
	int columns;
	struct buf out;
};

static void plan(struct drawing *drawing, const struct chart *chart, int columns)
{
	size_t count = chart_points(&chart->series[0]);
	int room = (columns > 0 ? columns : COLUMNS) - LABEL - 3 - (int)strlen(chart->x_label);

	room = room < CELL_MOST ? CELL_MOST : room;
	drawing->chart = chart;
	drawing->main = &chart->series[0];
	drawing->columns = room;
	drawing->every = (count + (size_t)room - 1) / (size_t)room;
	drawing->cells = (count + drawing->every - 1) / drawing->every;
	drawing->cell = room / (int)drawing->cells;
	if (drawing->cell > CELL_MOST)
		drawing->cell = CELL_MOST;
	drawing->scale = scale_of(chart_highest_y(chart), ROWS);
	drawing->out = (struct buf)BUF_INIT(TEXT_BYTES);
}

/* Its value at that place of the axis, -1 where it has none. */
static double value_at(const struct chart_series *series, double x)
{
	for (size_t i = 0; i < chart_points(series); i++)
		if (series->x[i] >= x)
			return series->x[i] > x ? -1 : series->y[i];
	return -1;
}

/* The other curve that passes through this row there, 0 for none. */
static size_t point_in(const struct drawing *drawing, size_t cell, int row)
{
	double x = drawing->main->x[cell * drawing->every];

	for (size_t s = 1; s < drawing->chart->series_count; s++) {
		double value = value_at(&drawing->chart->series[s], x);
		int at = (int)(scale_place(&drawing->scale, value) * ROWS);

		if (value >= 0 && (at < ROWS ? at : ROWS - 1) == row)
			return s;
	}
	return 0;
}

static void end_row(struct drawing *drawing)
{
	struct buf *out = &drawing->out;

	while (out->len && out->data[out->len - 1] == ' ')
		out->data[--out->len] = 0;
	buf_add_text(out, "\n");
}

static void put_cell(struct drawing *drawing, size_t cell, int row)
{
	double value = drawing->main->y[cell * drawing->every];
	double eighths = scale_place(&drawing->scale, value) * ROWS * EIGHTHS + 0.5;
	int filled = (int)eighths - row * EIGHTHS;
	size_t point = point_in(drawing, cell, row);
	int width = drawing->cell > 1 ? drawing->cell - 1 : 1;

	filled = filled < 0 ? 0 : filled > EIGHTHS ? EIGHTHS : filled;
	for (int i = 0; i < width; i++)
		buf_add_text(&drawing->out,
			     point && i == width / 2 ? points[point] : bars[filled]);
	buf_printf(&drawing->out, "%*s", drawing->cell - width, "");
}

/* The number that stands beside a row: at the top, in the middle, and at the bottom. */
static void put_label(struct drawing *drawing, int row)
{
	bool has_label = row == ROWS - 1 || row == ROWS / 2 - 1;
	_autofree_ char *label =
		has_label ? scale_text(drawing->scale.most * (row + 1) / ROWS) : mem_dup("");

	buf_printf(&drawing->out, "%*s " CHART_EDGE, LABEL, label);
}

static void put_axis(struct drawing *drawing)
{
	int at = 0;

	buf_printf(&drawing->out, "%*s ", LABEL, "0");
	buf_add_text(&drawing->out, "\u2514");
	for (int i = 0; i < (int)drawing->cells * drawing->cell; i++)
		buf_add_text(&drawing->out, "\u2500");
	buf_printf(&drawing->out, "\n%*s", LABEL + 2, "");
	for (size_t i = 0; i < drawing->cells; i++) {
		_autofree_ char *number = scale_text(drawing->main->x[i * drawing->every]);
		int place = (int)i * drawing->cell;

		/* One that would touch the one before is left out. */
		if (place < at || place + (int)strlen(number) > drawing->columns)
			continue;
		buf_printf(&drawing->out, "%*s%s", place - (at ? at - 1 : 0), "", number);
		at = place + (int)strlen(number) + 1;
	}
	buf_printf(&drawing->out, " %s\n", drawing->chart->x_label);
}

static void put_mark(struct drawing *drawing, const struct chart_mark *mark)
{
	size_t cell = 0;
	int place;

	while (cell + 1 < drawing->cells &&
	       drawing->main->x[(cell + 1) * drawing->every] <= mark->x)
		cell++;
	place = (int)cell * drawing->cell;
	if (place + (int)strlen(mark->text) + 2 <= drawing->columns)
		buf_printf(&drawing->out, "%*s^ %s\n", LABEL + 2 + place, "", mark->text);
	else
		buf_printf(&drawing->out, "%*s%s ^\n",
			   LABEL + 2 + place - (int)strlen(mark->text) - 1, "", mark->text);
}

static void put_legend(struct drawing *drawing)
{
	buf_printf(&drawing->out, "%*s %s", LABEL + 2, bars[EIGHTHS], drawing->main->name);
	for (size_t s = 1; s < drawing->chart->series_count; s++)
		buf_printf(&drawing->out, "   %s %s", points[s],
			   drawing->chart->series[s].name);
	buf_add_text(&drawing->out, "\n");
}

char *chart_text(const struct chart *chart, int columns)
{
	struct drawing drawing = { 0 };

	if (!chart->series_count || !chart->series[0].count)
		return mem_dup("");
	plan(&drawing, chart, columns);
	buf_printf(&drawing.out, "%s\n", chart->y_label);
	for (int row = ROWS - 1; row >= 0; row--) {
		put_label(&drawing, row);
		for (size_t cell = 0; cell < drawing.cells; cell++)
			put_cell(&drawing, cell, row);
		end_row(&drawing);
	}
	put_axis(&drawing);
	for (size_t i = 0; i < chart->mark_count; i++)
		put_mark(&drawing, &chart->marks[i]);
	if (chart->series_count > 1)
		put_legend(&drawing);
	return buf_take(&drawing.out);
}
