/* closed.h - what queueing theory says, to hold the simulator against it. */
#ifndef LEADHAND_CLOSED_H
#define LEADHAND_CLOSED_H

#include "sim/trial.h"
#include "tap.h"

#include <math.h>

#define MINUTE 60000.0

/* Minutes, and landings a minute. */
struct closed {
	double utilisation, rate, wait;
};

/* Machine repair: sessions that work `work` alone, and one lead who takes `human` for each. */
static inline struct closed closed_repair(int sessions, double work, double human)
{
	double term = 1, sum = 0;
	struct closed made;

	for (int k = 0; k <= sessions; k++) {
		sum += term;
		term *= (sessions - k) * human / work;
	}
	made.utilisation = 1 - 1 / sum;
	made.rate = made.utilisation / human;
	made.wait = (sessions - made.rate * work) / made.rate - human;
	return made;
}

/* M/M/c, by Erlang's C. */
static inline struct closed closed_open(int leads, double arrive, double human)
{
	double offered = human / arrive, term = 1, sum = 0, last;
	struct closed made = {offered / leads, 1 / arrive, 0};

	for (int k = 0; k < leads; k++) {
		sum += term;
		term *= offered / (k + 1);
	}
	last = term / (1 - made.utilisation);
	made.wait = last / (sum + last) * human / (leads * (1 - made.utilisation));
	return made;
}

static inline int is_off(const struct figure *figure, double want)
{
	return !(fabs(figure->value - want) <= 0.02 * want);
}

/* Print the case; whether all three are within 2 %, and the inbox's books are right in every
 * run. */
static inline int is_case_right(const struct trial *trial, const struct closed *want,
				const char *name)
{
	const struct figure *used = &trial->figures[FIGURE_utilisation];
	const struct figure *hour = &trial->figures[FIGURE_per_hour];
	const struct figure *wait = &trial->figures[FIGURE_wait_minutes];
	int bad = is_off(used, want->utilisation) || is_off(hour, 60 * want->rate) ||
		  is_off(wait, want->wait) || trial->little_off > 1e-9;

	printf("# %s, %lld runs: busy %.4f (%.4f) an hour %.3f (%.3f) wait %.3f (%.3f) "
	       "L/(lambda W) "
	       "off by %.1g%s\n",
	       name, trial->runs, used->value, want->utilisation, hour->value, 60 * want->rate,
	       wait->value, want->wait, trial->little_off, bad ? ": WRONG" : "");
	return !bad;
}

#endif
