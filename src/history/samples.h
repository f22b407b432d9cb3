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
/* The least value that this share of all do not exceed: 0.5 is the (lower) median; 0 of none. */
double samples_quantile(const struct samples *samples, double share);

/* Names and how often each came. */
struct counts {
	struct counts_line {
		char *name; /* owned */
		long long count;
	} * lines; /* owned */
	size_t count;
};
void counts_add(struct counts *counts, const char *name);
/* The most frequent first. */
void counts_sort(struct counts *counts);
void counts_release(struct counts *counts);

#endif
