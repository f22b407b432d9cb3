/* usl.c - see usl.h. */
#include "core/usl.h"

#include "core/arith.h"

enum { TERMS = 3, NUMBERS_SEEN = 1024 };

double usl_student(size_t freedom)
{
	static const double table[] = { 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306,
					2.262,	2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
					2.110,	2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064,
					2.060,	2.056, 2.052, 2.048, 2.045, 2.042 };
	const double z = 1.959964, cube = z * z * z;
	double n = (double)freedom;

	if (freedom < 1)
		return table[0];
	if (freedom <= sizeof table / sizeof *table)
		return table[freedom - 1];
	/* The first two terms of Cornish and Fisher: right to three places from here on. */
	return z + (cube + z) / (4 * n) + (5 * cube * z * z + 16 * cube + 3 * z) / (96 * n * n);
}

static bool is_usable(const struct usl_point *point)
{
	return point->sessions > 0 && point->sessions < 1e6 && point->rate > 1e-9 &&
	       point->rate < 1e9;
}

static size_t count_numbers(const struct usl_point *points, size_t count)
{
	bool seen[NUMBERS_SEEN] = { 0 };
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		double number = is_usable(&points[i]) ? points[i].sessions + 0.5 : 0;

		if (number < 1 || number >= NUMBERS_SEEN || seen[(size_t)number])
			continue;
		seen[(size_t)number] = true;
		found++;
	}
	return found;
}

/* The sums of the normal equations; and, once solved, the inverse and the solution. */
struct squares {
	double inverse[TERMS][TERMS], terms[TERMS];
	double left; /* sum of the squares that are not explained */
};

static void terms_of(const struct usl_point *point, double *row)
{
	row[0] = 1;
	row[1] = point->sessions - 1;
	row[2] = point->sessions * (point->sessions - 1);
}

static double magnitude(double value)
{
	return value < 0 ? -value : value;
}

static void swap_rows(double (*rows)[2 * TERMS], int a, int b)
{
	for (int column = 0; column < 2 * TERMS; column++) {
		double kept = rows[a][column];

		rows[a][column] = rows[b][column];
		rows[b][column] = kept;
	}
}

static void clear_column(double (*rows)[2 * TERMS], int pivot)
{
	double divisor = rows[pivot][pivot];

	for (int column = 0; column < 2 * TERMS; column++)
		rows[pivot][column] /= divisor;
	for (int row = 0; row < TERMS; row++) {
		double factor = row == pivot ? 0 : rows[row][pivot];

		for (int column = 0; column < 2 * TERMS; column++)
			rows[row][column] -= factor * rows[pivot][column];
	}
}

/* Gauss and Jordan on the matrix with the unit matrix beside it; false where it has none. */
static bool invert(double (*matrix)[TERMS], double (*inverse)[TERMS])
{
	double rows[TERMS][2 * TERMS] = { 0 };

	for (int i = 0; i < TERMS; i++) {
		for (int k = 0; k < TERMS; k++)
			rows[i][k] = matrix[i][k];
		rows[i][TERMS + i] = 1;
	}
	for (int pivot = 0; pivot < TERMS; pivot++) {
		int best = pivot;

		for (int row = pivot + 1; row < TERMS; row++)
			if (magnitude(rows[row][pivot]) > magnitude(rows[best][pivot]))
				best = row;
		if (magnitude(rows[best][pivot]) < 1e-12)
			return false;
		swap_rows(rows, pivot, best);
		clear_column(rows, pivot);
	}
	for (int i = 0; i < TERMS; i++)
		for (int k = 0; k < TERMS; k++)
			inverse[i][k] = rows[i][TERMS + k];
	return true;
}

/* One point more in the normal equations of the terms that are wanted. */
static void add_point(const struct usl_point *point, const bool *wanted,
		      double (*matrix)[TERMS], double *sums)
{
	double row[TERMS], y = point->sessions / point->rate;

	terms_of(point, row);
	for (int k = 0; k < TERMS; k++) {
		for (int l = 0; l < TERMS; l++)
			matrix[k][l] += wanted[k] && wanted[l] ? row[k] * row[l] : 0;
		sums[k] += wanted[k] ? row[k] * y : 0;
	}
}

static double missed(const struct squares *fit, const struct usl_point *point)
{
	double row[TERMS], miss = point->sessions / point->rate;

	terms_of(point, row);
	for (int k = 0; k < TERMS; k++)
		miss -= fit->terms[k] * row[k];
	return miss;
}

/* Fit with those terms that are wanted; the others are 0. */
static bool solve(const struct usl_point *points, size_t count, const bool *wanted,
		  struct squares *out)
{
	double matrix[TERMS][TERMS] = { 0 }, sums[TERMS] = { 0 };

	*out = (struct squares){ 0 };
	for (size_t i = 0; i < count; i++)
		if (is_usable(&points[i]))
			add_point(&points[i], wanted, matrix, sums);
	/* A term that is not wanted stands alone and solves to 0. */
	for (int k = 0; k < TERMS; k++)
		matrix[k][k] += wanted[k] ? 0 : 1;
	if (!invert(matrix, out->inverse))
		return false;
	for (int k = 0; k < TERMS; k++)
		for (int l = 0; l < TERMS; l++)
			out->terms[k] += out->inverse[k][l] * sums[l];
	for (size_t i = 0; i < count; i++)
		if (is_usable(&points[i]))
			out->left += missed(out, &points[i]) * missed(out, &points[i]);
	return true;
}

/* Of the fits without the first, the second, or both of the two costs, the closest one that
 * has none below 0. */
static bool solve_clipped(const struct usl_point *points, size_t count, struct squares *best)
{
	static const bool wanted[][TERMS] = {
		{ true, true, true },
		{ true, false, true },
		{ true, true, false },
		{ true, false, false },
	};
	bool is_found = false;

	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		struct squares fit;

		if (!solve(points, count, wanted[i], &fit) || fit.terms[0] <= 0 ||
		    fit.terms[1] < 0 || fit.terms[2] < 0)
			continue;
		if (!is_found || fit.left < best->left)
			*best = fit;
		is_found = true;
	}
	return is_found;
}

static double not_below(double value, double least)
{
	return value > least ? value : least;
}

/* terms[which] / terms[0] with its interval; the value itself comes from the clipped fit. */
static struct usl_figure ratio(const struct squares *clipped, const struct squares *full,
			       size_t points, int which)
{
	double first = full->terms[0], value = full->terms[which] / first;
	double noise = points > TERMS ? full->left / (double)(points - TERMS) : 0;
	double spread = full->inverse[which][which] + value * value * full->inverse[0][0] -
			2 * value * full->inverse[0][which];
	double half = points > TERMS ? usl_student(points - TERMS) *
					       arith_root(noise * spread) / magnitude(first)
				     : 0;
	struct usl_figure figure = { clipped->terms[which] / clipped->terms[0], 0, 0 };

	figure.low = not_below(value - half < figure.value ? value - half : figure.value, 0);
	figure.high = not_below(value + half, figure.value);
	return figure;
}

static double peak_of(double contention, double coordination)
{
	if (coordination < 1e-9)
		return 0;
	return not_below(arith_root((1 - contention) / coordination), 1);
}

double usl_rate(const struct usl_fit *fit, double sessions)
{
	return fit->alone * sessions /
	       (1 + fit->contention.value * (sessions - 1) +
		fit->coordination.value * sessions * (sessions - 1));
}

static double r_squared(const struct usl_fit *fit, const struct usl_point *points, size_t count)
{
	double mean = 0, all = 0, left = 0;

	for (size_t i = 0; i < count; i++)
		mean += is_usable(&points[i]) ? points[i].rate / (double)fit->points : 0;
	for (size_t i = 0; i < count; i++) {
		double miss = points[i].rate - usl_rate(fit, points[i].sessions);

		if (!is_usable(&points[i]))
			continue;
		all += (points[i].rate - mean) * (points[i].rate - mean);
		left += miss * miss;
	}
	return all > 0 ? not_below(1 - left / all, 0) : 0;
}

struct usl_fit usl_fit(const struct usl_point *points, size_t count)
{
	static const bool all[TERMS] = { true, true, true };
	struct usl_fit fit = { 0 };
	struct squares clipped, full;

	for (size_t i = 0; i < count; i++)
		fit.points += is_usable(&points[i]);
	if (fit.points < USL_POINTS_LEAST)
		fit.reason = "too little has landed yet";
	else if (count_numbers(points, count) < USL_NUMBERS_LEAST)
		fit.reason = "there were always about as many sessions";
	else if (!solve(points, count, all, &full) || magnitude(full.terms[0]) < 1e-12 ||
		 !solve_clipped(points, count, &clipped))
		fit.reason = "what landed does not follow the number of sessions";
	if (fit.reason)
		return fit;
	fit.is_known = true;
	fit.alone = 1 / clipped.terms[0];
	fit.contention = ratio(&clipped, &full, fit.points, 1);
	fit.coordination = ratio(&clipped, &full, fit.points, 2);
	fit.peak.value = peak_of(fit.contention.value, fit.coordination.value);
	fit.peak.low = peak_of(fit.contention.high, fit.coordination.high);
	fit.peak.high = peak_of(fit.contention.low, fit.coordination.low);
	fit.r_squared = r_squared(&fit, points, count);
	return fit;
}
