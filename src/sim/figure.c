/* figure.c - see figure.h. */
#include "sim/figure.h"

#include "base/mem.h"
#include "core/usl.h"

#include <math.h>

/* Fewer say too little of how a figure follows the luck. */
enum { RUNS_TO_CORRECT = 10 };

static double sum(const double *numbers, size_t n)
{
	double all = 0;

	for (size_t i = 0; i < n; i++)
		all += numbers[i];
	return all;
}

/* Sum of the products of two centred rows. */
static double product(const double *a, const double *b, size_t n)
{
	double mean_a = sum(a, n) / (double)n, mean_b = sum(b, n) / (double)n, all = 0;

	for (size_t i = 0; i < n; i++)
		all += (a[i] - mean_a) * (b[i] - mean_b);
	return all;
}

/* How the errors follow the luck: least squares in two unknowns; 0 for luck that never varied.
 */
static void regress(const struct sample *sample, const double *errors, double *slopes)
{
	const double *x = sample->luck[0], *y = sample->luck[1];
	double xx = product(x, x, sample->n), yy = product(y, y, sample->n);
	double xy = product(x, y, sample->n);
	double xe = product(x, errors, sample->n), ye = product(y, errors, sample->n);
	double determinant = xx * yy - xy * xy;

	slopes[0] = xx > 0 ? xe / xx : 0;
	slopes[1] = yy > 0 ? ye / yy : 0;
	if (determinant <= 1e-9 * xx * yy)
		return;
	slopes[0] = (xe * yy - ye * xy) / determinant;
	slopes[1] = (ye * xx - xe * xy) / determinant;
}

struct figure figure_of(const struct sample *sample)
{
	size_t n = sample->n;
	double below = sum(sample->under, n), ratio = sum(sample->over, n) / below;
	double slopes[LUCK_COUNT] = {0}, squares = 0, shift = 0;
	_autofree_ double *errors = mem_new(n + 1, sizeof *errors);

	if (below <= 0)
		return (struct figure){NAN, NAN};
	for (size_t i = 0; i < n; i++)
		errors[i] = sample->over[i] - ratio * sample->under[i];
	if (n < RUNS_TO_CORRECT)
		slopes[0] = slopes[1] = 0;
	else
		regress(sample, errors, slopes);
	for (size_t i = 0; i < n; i++)
		errors[i] -= slopes[0] * sample->luck[0][i] + slopes[1] * sample->luck[1][i];
	shift = sum(errors, n) / below;
	squares = product(errors, errors, n);
	if (n < 2)
		return (struct figure){ratio, NAN};
	return (struct figure){ratio + shift,
			       usl_student(n - 1) * sqrt(squares / (double)(n - 1) * (double)n) /
				       below};
}
