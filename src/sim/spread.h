/*
 * spread.h - how a stretch of time varies: "5m", "exp:30m", "lognorm:30m,0.8".
 *
 * A constant ("const:5m" is another word for "5m"); an exponential of that mean; a log-normal
 * of that median and sigma. Units are s, m, h and d, and a bare number other than 0 is
 * refused: nobody can tell what was meant.
 */
#ifndef LEADHAND_SIM_SPREAD_H
#define LEADHAND_SIM_SPREAD_H

#include "base/err.h"
#include "sim/dice.h"

#define SPREAD_KINDS(X) X(const) X(exp) X(lognorm)
enum spread_kind {
#define X(name) SPREAD_##name,
	SPREAD_KINDS(X)
#undef X
};

struct spread {
	enum spread_kind kind;
	double ms;    /* the value, the mean, or the median */
	double sigma; /* of a log-normal's logarithm */
};

/* "0.8": digits and a point, nothing else, whatever the locale; false for any other text. */
bool spread_number(const char *text, double *number);
/* ERR_USAGE says what is wrong with the text, and shows one that is right. */
int spread_parse(const char *text, struct spread *out, struct err *err) MUST_USE;
double spread_draw(const struct spread *spread, struct dice *dice);
double spread_mean(const struct spread *spread);
/* The log-normal of that mean and deviation; a constant where there is no deviation. */
struct spread spread_fit(double mean_ms, double deviation_ms);
/* As spread_parse() reads it: exact to the millisecond, of a log-normal to a tenth of a minute;
 * the caller's. */
char *spread_text(const struct spread *spread);

#endif
