/* figure.c - see figure.h. */
#include "sim/figure.h"

#include <math.h>

double student_t(size_t degrees)
{
	static const double table[] = { 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306,
					2.262,	2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
					2.110,	2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064,
					2.060,	2.056, 2.052, 2.048, 2.045, 2.042 };
	double z = 1.959964, n = (double)degrees;

	if (!degrees)
		return NAN;
	if (degrees <= sizeof table / sizeof *table)
		return table[degrees - 1];
	/* The first two terms of Cornish and Fisher: right to three places from here on. */
	return z + (z * z * z + z) / (4 * n) +
	       (5 * pow(z, 5) + 16 * z * z * z + 3 * z) / (96 * n * n);
}

struct figure figure_of(const double *over, const double *under, size_t n)
{
	double above = 0, below = 0, squares = 0, ratio;

	for (size_t i = 0; i < n; i++) {
		above += over[i];
		below += under[i];
	}
	if (below <= 0)
		return (struct figure){ NAN, NAN };
	ratio = above / below;
	if (n < 2)
		return (struct figure){ ratio, NAN };
	for (size_t i = 0; i < n; i++)
		squares += pow(over[i] - ratio * under[i], 2);
	return (struct figure){ ratio, student_t(n - 1) * sqrt(squares / (double)(n - 1) * (double)n) /
					       below };
}
