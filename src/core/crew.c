/* crew.c - see crew.h. */
#include "core/crew.h"

#include "core/arith.h"

#define HOUR_MS 3600000.0
#define NEARLY 0.99
#define NO_STEP 1e-10
/* A curve that has come down this far does not come back: it has one top. */
#define FALLEN 0.97

/* A nanosecond and a year: less is nothing, more is for ever. */
#define MS_LEAST 1e-6
#define MS_MOST 3.2e10

static double sane_ms(double ms)
{
	if (!(ms > MS_LEAST))
		return 0;
	return ms < MS_MOST ? ms : MS_MOST;
}

static double sane_chance(double chance)
{
	if (!(chance > 0))
		return 0;
	return chance < 0.999 ? chance : 0.999;
}

/* One session more than those of which `queue` are with the lead. Returns the cycles a ms. */
static double add_session(double work_ms, double human_ms, long long sessions, double *queue)
{
	double response_ms = human_ms * (1 + *queue);
	double rate = (double)sessions / (work_ms + response_ms);

	*queue = rate * response_ms;
	return rate;
}

struct repair crew_repair(double work_ms, double human_ms, long long sessions)
{
	struct repair repair = { 0 };
	double queue = 0, rate = 0;

	work_ms = sane_ms(work_ms);
	human_ms = sane_ms(human_ms);
	if (sessions > CREW_MOST)
		sessions = CREW_MOST;
	if (sessions < 1 || work_ms + human_ms <= 0)
		return repair;
	for (long long n = 1; n <= sessions; n++)
		rate = add_session(work_ms, human_ms, n, &queue);
	repair.busy = rate * human_ms < 1 ? rate * human_ms : 1;
	repair.per_hour = rate * HOUR_MS;
	repair.waiting = queue > repair.busy ? queue - repair.busy : 0;
	repair.wait_ms = repair.waiting / rate;
	return repair;
}

double crew_knee(double work_ms, double human_ms)
{
	work_ms = sane_ms(work_ms);
	human_ms = sane_ms(human_ms);
	return human_ms > 0 ? (work_ms + human_ms) / human_ms : 0;
}

/*
 * The share of changes that need not be redone: q = (1 - c)^(others q), that is q e^(b q) = 1
 * at a rate b. Newton on the convex side; it needs a handful of steps, and the last doubles the digits.
 */
static double share_kept(double rate)
{
	double kept = 1 / (1 + rate), step = 1;

	for (int i = 0; i < 12 && (step > NO_STEP || step < -NO_STEP); i++) {
		double power = arith_exp(-rate * kept);

		step = (kept - power) / (1 + rate * power);
		kept -= step;
	}
	return kept;
}

double crew_landed(const struct crew_load *load, long long sessions)
{
	struct repair repair = crew_repair(load->work_ms, load->human_ms, sessions);
	double rate = -arith_log(1 - sane_chance(load->conflict));

	if (sessions > CREW_MOST)
		sessions = CREW_MOST;
	if (sessions < 1)
		return 0;
	return repair.per_hour * share_kept(rate * (double)(sessions - 1));
}

long long crew_worth(const struct crew_load *load, long long most)
{
	double work_ms = sane_ms(load->work_ms), human_ms = sane_ms(load->human_ms);
	double rate = -arith_log(1 - sane_chance(load->conflict));
	double landed[CREW_WORTH_MOST + 1] = { 0 }, best = 0, queue = 0;
	long long n;

	if (most > CREW_WORTH_MOST)
		most = CREW_WORTH_MOST;
	if (most < 1 || work_ms + human_ms <= 0)
		return 1;
	for (n = 1; n <= most; n++) {
		landed[n] = add_session(work_ms, human_ms, n, &queue) *
			    share_kept(rate * (double)(n - 1));
		if (landed[n] > best)
			best = landed[n];
		if (landed[n] < FALLEN * best)
			break;
	}
	for (n = 1; landed[n] < NEARLY * best; n++)
		continue;
	return n;
}
