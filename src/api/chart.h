/*
 * chart.h - two curves over one axis, as an SVG that reads on light and on dark.
 */
#ifndef LEADHAND_API_CHART_H
#define LEADHAND_API_CHART_H

#include <stddef.h>

enum { CHART_LINES = 2 };

struct chart {
	const char *title, *x_name; /* any text: it is escaped */
	const double *x;	    /* rising; at least one */
	size_t count;
	struct chart_line {
		const char *name;
		const double *y; /* not negative; each line has a scale of its own */
	} lines[CHART_LINES];
	double mark; /* an x to point out */
};

/* The whole document; the caller's. */
char *chart_svg(const struct chart *chart);

#endif
