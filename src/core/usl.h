/*
 * usl.h - what more sessions cost each other, read from the history.
 *
 * The Universal Scalability Law says that N sessions together land
 *	X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))
 * changes: sigma is contention (they stand in one line, such as the lead's), kappa is
 * coordination (each pair costs something, such as conflicts). With kappa there is a
 * number of sessions beyond which one more lowers what lands.
 */
#ifndef LEADHAND_CORE_USL_H
#define LEADHAND_CORE_USL_H

#include <stdbool.h>
#include <stddef.h>

enum {
	USL_POINTS_LEAST = 8,
	USL_NUMBERS_LEAST = 3, /* different numbers of sessions, rounded */
};

struct usl_point {
	double sessions, rate;
};

/* A figure with its interval of 95 %. */
struct usl_figure {
	double value, low, high;
};

struct usl_fit {
	bool is_known;
	const char *reason; /* why it is not known; a constant text, NULL where it is */
	size_t points;	    /* that could be used: both numbers positive */
	double alone;	    /* lambda: what one session lands */
	struct usl_figure contention, coordination; /* sigma and kappa, never below 0 */
	/* sqrt((1 - sigma) / kappa), at least 1: more than that lower what lands. The value is
	 * 0 where they never do, `high` where the interval has no end. */
	struct usl_figure peak;
	double r_squared; /* of the rates; 1: the law says it all */
};

/*
 * Least squares on N/X, which is linear in 1/lambda, sigma/lambda and kappa/lambda; where one
 * of the two would be negative it is 0 and the rest is fitted again. Intervals from the
 * unclipped fit by the delta method, with Student's t.
 */
struct usl_fit usl_fit(const struct usl_point *points, size_t count);
/* What the law says for so many sessions. */
double usl_rate(const struct usl_fit *fit, double sessions);
/* Student's t for 95 % on both sides, for so many degrees of freedom (at least 1). */
double usl_student(size_t freedom);

#endif
