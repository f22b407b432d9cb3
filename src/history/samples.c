/* samples.c - see samples.h. */
#include "history/samples.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/arith.h"

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
	*samples = (struct samples){0};
}

double samples_mean(const struct samples *samples)
{
	return samples->count ? samples->sum / (double)samples->count : 0;
}

double samples_deviation(const struct samples *samples)
{
	double mean = samples_mean(samples), squares = 0;

	if (samples->count < 2)
		return 0;
	for (size_t i = 0; i < samples->count; i++)
		squares += (samples->values[i] - mean) * (samples->values[i] - mean);
	return arith_root(squares / (double)(samples->count - 1));
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

void tally_add(struct tally *tally, const char *name)
{
	for (size_t i = 0; i < tally->count; i++)
		if (text_same(tally->lines[i].name, name)) {
			tally->lines[i].count++;
			return;
		}
	tally->lines = mem_grow(tally->lines, tally->count + 1, sizeof(*tally->lines));
	tally->lines[tally->count++] = (struct tally_line){mem_dup(name), 1};
}

static int more_first(const void *left, const void *right)
{
	const struct tally_line *a = left, *b = right;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return strcmp(a->name, b->name);
}

void tally_sort(struct tally *tally)
{
	if (tally->count)
		qsort(tally->lines, tally->count, sizeof(*tally->lines), more_first);
}

void tally_release(struct tally *tally)
{
	for (size_t i = 0; i < tally->count; i++)
		free(tally->lines[i].name);
	free(tally->lines);
	*tally = (struct tally){0};
}
