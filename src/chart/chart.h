/*
 * chart.h - a few curves over one axis, for a terminal and as SVG.
 *
 * Pure: numbers in, text out. The first curve is the one that the chart is about: a
 * terminal shows it as bars, and the others as points where they have the same x. Both axes
 * begin at 0; what is negative or no number is drawn as 0.
 */
#ifndef LEADHAND_CHART_CHART_H
#define LEADHAND_CHART_CHART_H

#include <stddef.h>

enum { CHART_SERIES = 6, CHART_MARKS = 4, CHART_POINTS = 400 };

struct chart_series {
	const char *name;    /* borrowed, as all here */
	const double *x, *y; /* x rises */
	size_t count;	     /* at most CHART_POINTS are drawn */
};

/* A place on the x axis and what is there. */
struct chart_mark {
	double x;
	const char *text;
};

struct chart {
	const char *title, *x_label, *y_label;
	struct chart_series series[CHART_SERIES];
	size_t series_count;
	struct chart_mark marks[CHART_MARKS];
	size_t mark_count;
};

/* Lines of at most `columns` (0: 80), the axis of each row closed by CHART_EDGE; in UTF-8; the
 * caller's. "" where there is nothing to draw. */
char *chart_text(const struct chart *chart, int columns);
#define CHART_EDGE "\u2502"

/* A whole SVG document that stands alone; the caller's. */
char *chart_svg(const struct chart *chart);

#endif
