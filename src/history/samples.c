/* samples.c - see samples.h. */
#include "history/samples.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

void samples_add(struct samples *samples, double value)
{
	if (samples->count == samples->room) {
		samples->room = samples->room ? 2 * samples->room : 16;
		samples->values = mem_grow(samples->values, samples->room, sizeof(double));
	}
	samples->values[samples->count++] = value;
	samples->sum += value;
}

void samples_release(struct samples *samples)
{
	free(samples->values);
	*samples = (struct samples){ 0 };
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

double samples_quantile(const struct samples *samples, double share)
{
	_autofree_ double *sorted = mem_new(samples->count + 1, sizeof(double));
	size_t at;

	if (!samples->count)
		return 0;
	memcpy(sorted, samples->values, samples->count * sizeof(double));
	qsort(sorted, samples->count, sizeof(double), compare);
	/* The place counted from 1 and rounded up. */
	at = (size_t)(share * (double)samples->count);
	at += (double)at < share * (double)samples->count;
	at = at < 1 ? 1 : at > samples->count ? samples->count : at;
	return sorted[at - 1];
}

void counts_add(struct counts *counts, const char *name)
{
	for (size_t i = 0; i < counts->count; i++)
		if (text_same(counts->lines[i].name, name)) {
			counts->lines[i].count++;
			return;
		}
	counts->lines = mem_grow(counts->lines, counts->count + 1, sizeof(*counts->lines));
	counts->lines[counts->count++] = (struct counts_line){ mem_dup(name), 1 };
}

static int more_first(const void *left, const void *right)
{
	const struct counts_line *a = left, *b = right;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return strcmp(a->name, b->name);
}

void counts_sort(struct counts *counts)
{
	if (counts->count)
		qsort(counts->lines, counts->count, sizeof(*counts->lines), more_first);
}

void counts_release(struct counts *counts)
{
	for (size_t i = 0; i < counts->count; i++)
		free(counts->lines[i].name);
	free(counts->lines);
	*counts = (struct counts){ 0 };
}
