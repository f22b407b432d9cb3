/*
 * figure.h - a quotient, and how far it may be from the truth.
 *
 * From independent runs: the quotient of the summed sums, and the half-width of its 95 %
 * interval by Student's t with the deviation of a ratio estimator. Luck is taken out: where
 * agents happened to be slow in a run, the figure is corrected by what that did in all of
 * them (control variates; for both see Law and Kelton, Simulation Modeling and Analysis).
 */
#ifndef LEADHAND_SIM_FIGURE_H
#define LEADHAND_SIM_FIGURE_H

#include <stddef.h>

struct figure {
	double value, half_width; /* NAN where they cannot be told */
};

enum { LUCK_COUNT = 2 };

/* What n runs show, one number a run each. */
struct sample {
	const double *over, *under;
	const double *luck[LUCK_COUNT]; /* what was drawn less what was to be expected */
	size_t n;
};
struct figure figure_of(const struct sample *sample);

#endif
