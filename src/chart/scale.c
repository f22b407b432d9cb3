/* scale.c - see scale.h. */
#include "chart/scale.h"

#include "base/mem.h"

#define VALUE_MOST 1e15
#define VALUE_LEAST 1e-9

static double sane(double value)
{
	if (!(value > 0))
		return 0;
	return value < VALUE_MOST ? value : VALUE_MOST;
}

struct scale scale_of(double highest, int steps)
{
	static const double kinds[] = { 1, 2, 5 };
	double power = VALUE_LEAST;
	struct scale scale = { 1, 1 };
	size_t kind = 0;

	highest = sane(highest);
	if (highest < VALUE_LEAST)
		return scale;
	for (scale.step = power; scale.step * steps < highest * (1 - 1e-9);) {
		kind = (kind + 1) % 3;
		power *= kind ? 1 : 10;
		scale.step = power * kinds[kind];
	}
	for (scale.most = scale.step; scale.most < highest * (1 - 1e-9);)
		scale.most += scale.step;
	return scale;
}

double scale_place(const struct scale *scale, double value)
{
	double place = sane(value) / scale->most;

	return place < 1 ? place : 1;
}

char *scale_text(double value)
{
	value = sane(value);
	return value < 1000 ? mem_printf("%.4g", value) : mem_printf("%.0f", value);
}

size_t chart_points(const struct chart_series *series)
{
	return series->count < CHART_POINTS ? series->count : CHART_POINTS;
}

double chart_highest_x(const struct chart *chart)
{
	double highest = 0;

	for (size_t s = 0; s < chart->series_count; s++)
		for (size_t i = 0; i < chart_points(&chart->series[s]); i++)
			if (sane(chart->series[s].x[i]) > highest)
				highest = sane(chart->series[s].x[i]);
	return highest;
}

double chart_highest_y(const struct chart *chart)
{
	double highest = 0;

	for (size_t s = 0; s < chart->series_count; s++)
		for (size_t i = 0; i < chart_points(&chart->series[s]); i++)
			if (sane(chart->series[s].y[i]) > highest)
				highest = sane(chart->series[s].y[i]);
	return highest;
}
