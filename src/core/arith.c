/* arith.c - see arith.h. */
#include "core/arith.h"

#include <stdbool.h>

#define LN2 0.693147180559945309417
#define EXP_MOST 700.0

/* Beyond these a double holds nothing that can be computed with. */
#define LEAST 1e-300
#define MOST 1e300

static bool makes_sense(double value)
{
	return value >= LEAST && value <= MOST;
}

/* value = rest * 2^returned, 1 <= rest < 2. */
static int take_twos(double value, double *rest)
{
	int twos = 0;

	for (; value >= 2; value /= 2)
		twos++;
	for (; value < 1; value *= 2)
		twos--;
	*rest = value;
	return twos;
}

/* Newton from above, on a number between 1 and 4, where six steps are exact. */
double arith_root(double value)
{
	double rest, root;
	int twos;

	if (!makes_sense(value))
		return 0;
	twos = take_twos(value, &rest);
	if (twos % 2) {
		rest *= 2;
		twos--;
	}
	root = (1 + rest) / 2;
	for (int i = 0; i < 7; i++)
		root = (root + rest / root) / 2;
	for (; twos > 0; twos -= 2)
		root *= 2;
	for (; twos < 0; twos += 2)
		root /= 2;
	return root;
}

double arith_exp(double value)
{
	double term = 1, sum = 1;
	int halvings = 0;

	if (!(value >= -EXP_MOST))
		return 0;
	if (value > EXP_MOST)
		value = EXP_MOST;
	for (; value > 0.25 || value < -0.25; value /= 2)
		halvings++;
	for (int i = 1; i < 14; i++) {
		term *= value / i;
		sum += term;
	}
	for (; halvings; halvings--)
		sum *= sum;
	return sum;
}

/* ln x = 2 artanh((x - 1) / (x + 1)), which for 1 <= x < 2 gains a digit a term. */
double arith_log(double value)
{
	double rest, ratio, power, sum = 0;
	int twos;

	if (!makes_sense(value))
		return 0;
	twos = take_twos(value, &rest);
	ratio = (rest - 1) / (rest + 1);
	power = ratio;
	for (int i = 1; i < 36; i += 2) {
		sum += power / i;
		power *= ratio * ratio;
	}
	return 2 * sum + twos * LN2;
}
