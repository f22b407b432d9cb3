/* tally.c - see tally.h. */
#include "sim/tally.h"

#include "base/mem.h"

#define MINUTE 60000.0
#define HOUR 3600000.0

const char *const figure_names[] = {
#define X(name) #name,
	FIGURES(X)
#undef X
		0};

void tally_pass(struct tally *tally, double ms)
{
	/* Who stays late to finish something is there. */
	long long there = tally->busy > tally->present ? tally->busy : tally->present;

	tally->time += ms;
	tally->present_time += ms * (double)there;
	tally->busy_time += ms * (double)tally->busy;
	tally->item_time += ms * (double)tally->items;
	tally->review_time += ms * (double)tally->reviews;
	tally->review_ms_time += ms * tally->review_ms;
}

void tally_wait(struct tally *tally, double ms)
{
	if (tally->wait_count == tally->wait_room) {
		tally->wait_room = tally->wait_room ? 2 * tally->wait_room : 64;
		tally->waits = mem_grow(tally->waits, tally->wait_room, sizeof *tally->waits);
	}
	tally->waits[tally->wait_count++] = ms;
}

void tally_begin(struct tally *tally)
{
	struct tally fresh = {.items = tally->items,
			      .reviews = tally->reviews,
			      .review_ms = tally->review_ms,
			      .busy = tally->busy,
			      .present = tally->present,
			      .waits = tally->waits,
			      .wait_room = tally->wait_room};

	*tally = fresh;
}

void tally_release(struct tally *tally)
{
	free(tally->waits);
	*tally = (struct tally){0};
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double waited(const struct tally *tally)
{
	double sum = 0;

	for (size_t i = 0; i < tally->wait_count; i++)
		sum += tally->waits[i];
	return sum;
}

static void put(struct sums *sums, enum figure_name name, double over, double under)
{
	sums->over[name] = over;
	sums->under[name] = under;
}

static void put_waits(struct sums *sums, struct tally *tally)
{
	size_t n = tally->wait_count;

	put(sums, FIGURE_wait_minutes, waited(tally) / MINUTE, (double)n);
	if (!n)
		return;
	qsort(tally->waits, n, sizeof *tally->waits, compare);
	put(sums, FIGURE_wait_median_minutes, tally->waits[(n - 1) / 2] / MINUTE, 1);
	put(sums, FIGURE_wait_p90_minutes, tally->waits[(n * 9 + 9) / 10 - 1] / MINUTE, 1);
}

struct sums tally_sums(struct tally *tally, double dollars_an_hour)
{
	double landed = (double)tally->landed;
	struct sums sums = {.luck = {tally->work_luck, tally->human_luck}};

	put(&sums, FIGURE_per_hour, landed, tally->time / HOUR);
	put(&sums, FIGURE_per_day, landed, tally->time / (24 * HOUR));
	put(&sums, FIGURE_per_lead_hour, landed, tally->busy_time / HOUR);
	put(&sums, FIGURE_utilisation, tally->busy_time, tally->present_time);
	put_waits(&sums, tally);
	put(&sums, FIGURE_interruptions, (double)tally->interruptions, landed);
	put(&sums, FIGURE_switches, (double)tally->switches, landed);
	put(&sums, FIGURE_conflicts, (double)tally->conflicts, landed);
	put(&sums, FIGURE_rework, (double)tally->rework, landed);
	put(&sums, FIGURE_cost_usd, tally->agent / HOUR * dollars_an_hour, landed);
	put(&sums, FIGURE_backlog, tally->review_time, tally->time);
	put(&sums, FIGURE_backlog_minutes, tally->review_ms_time / MINUTE, tally->time);
	put(&sums, FIGURE_little, tally->item_time, tally->sojourn);
	return sums;
}
