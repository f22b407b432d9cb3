/*
 * scale.h - from numbers to places: the steps of an axis and where a value falls on it.
 */
#ifndef LEADHAND_CHART_SCALE_H
#define LEADHAND_CHART_SCALE_H

#include "chart/chart.h"

/* From 0 to `most` in round steps. */
struct scale {
	double most, step;
};

/* The least scale in steps of 1, 2 or 5 times a power of ten that holds `highest` in at most
 * `steps`. */
struct scale scale_of(double highest, int steps);
/* 0 to 1 on the scale, whatever the value is. */
double scale_place(const struct scale *scale, double value);
/* A number as an axis or a table shows it: "0.25", "12", "1500"; the caller's. */
char *scale_text(double value);
/* The highest value of all series. */
double chart_highest_x(const struct chart *chart);
double chart_highest_y(const struct chart *chart);
/* How many points of a series are drawn. */
size_t chart_points(const struct chart_series *series);

#endif
