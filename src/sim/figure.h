/*
 * figure.h - a quotient, and how far it may be from the truth.
 *
 * From independent runs: the quotient of the summed sums, and the half-width of its 95 %
 * interval by Student's t with the deviation of a ratio estimator (Law and Kelton).
 */
#ifndef LEADHAND_SIM_FIGURE_H
#define LEADHAND_SIM_FIGURE_H

#include <stddef.h>

struct figure {
	double value, half_width; /* NAN where they cannot be told */
};

/* One pair of a run each, n of them. */
struct figure figure_of(const double *over, const double *under, size_t n);
/* What 97.5 % of Student's t with so many degrees of freedom lie below. */
double student_t(size_t degrees);

#endif
