/*
 * samples.h - measured values, and what is usually said of them.
 */
#ifndef LEADHAND_HISTORY_SAMPLES_H
#define LEADHAND_HISTORY_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

struct samples {
	double *values; /* owned */
	size_t count, room;
	double sum;
};

void samples_add(struct samples *samples, double value);
void samples_release(struct samples *samples);
/* All of these are 0 where there is nothing to say it of. */
double samples_mean(const struct samples *samples);
/* The standard deviation of a sample (n - 1). */
double samples_deviation(const struct samples *samples);
/* The least value that this share of all do not exceed: 0.5 is the (lower) median. */
double samples_quantile(const struct samples *samples, double share);

/* Names and how often each came. */
struct tally {
	struct tally_line {
		char *name; /* owned */
		long long count;
	} * lines; /* owned */
	size_t count;
};
void tally_add(struct tally *tally, const char *name);
/* The most frequent first. */
void tally_sort(struct tally *tally);
void tally_release(struct tally *tally);

#endif
