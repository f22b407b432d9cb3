/* How many sessions are worth running: the models against their closed forms, the fit against
 * curves that are known. */
#include "core/arith.h"
#include "core/crew.h"
#include "core/usl.h"
#include "tap.h"

#include <float.h>
#include <stdbool.h>

#define MIN 60000.0

static bool is_near(double got, double want, double within)
{
	double miss = got > want ? got - want : want - got;

	if (miss <= within)
		return true;
	printf("# got %.12g, want %.12g within %g\n", got, want, within);
	return false;
}

static void roots_and_powers_are_right_to_twelve_digits(void)
{
	CHECK(is_near(arith_root(2), 1.41421356237309505, 1e-12));
	CHECK(is_near(arith_root(1e12), 1e6, 1e-6));
	CHECK(is_near(arith_root(1e-8), 1e-4, 1e-16));
	CHECK(is_near(arith_exp(1), 2.71828182845904524, 1e-12));
	CHECK(is_near(arith_exp(-20), 2.06115362243855783e-9, 1e-20));
	CHECK(is_near(arith_log(10), 2.30258509299404568, 1e-12));
	CHECK(is_near(arith_log(0.969), -0.03149066709137085, 1e-12));
	CHECK(arith_root(-1) == 0 && arith_root(0) == 0 && arith_log(0) == 0);
	CHECK(arith_exp(-1e9) == 0 && arith_exp(1e9) > 1e300);
}

/* What the published table prints: two digits of the share, one of the rate, whole minutes. */
static void prints(double work, double human, long long sessions, double busy, double per_hour,
		   double wait)
{
	struct repair repair = crew_repair(work * MIN, human * MIN, sessions);

	printf("# %g and %g min, %lld sessions\n", work, human, sessions);
	CHECK(is_near(repair.busy, busy, 0.00501));
	CHECK(is_near(repair.per_hour, per_hour, 0.0501));
	CHECK(is_near(repair.wait_ms / MIN, wait, 0.501));
}

/* In one cell (60, 10, 2 sessions) it prints a wait of 2; the formula beside it gives 1.43. */
static void the_model_is_the_published_table(void)
{
	prints(30, 5, 2, .28, 3.4, 1);
	prints(30, 5, 4, .53, 6.4, 3);
	prints(30, 5, 6, .74, 8.8, 6);
	prints(30, 5, 8, .88, 10.5, 11);
	prints(30, 5, 12, .99, 11.9, 26);
	prints(60, 10, 2, .28, 1.7, 1);
	prints(60, 10, 4, .53, 3.2, 5);
	prints(60, 10, 6, .74, 4.4, 12);
	prints(60, 10, 8, .88, 5.3, 21);
	prints(60, 10, 12, .99, 5.9, 51);
	prints(60, 20, 2, .47, 1.4, 5);
	prints(60, 20, 4, .79, 2.4, 21);
	prints(60, 20, 6, .95, 2.8, 47);
	prints(60, 20, 8, .99, 3.0, 81);
	prints(60, 20, 12, 1.0, 3.0, 160);
}

/* P0 = 1 / sum over k of N!/(N-k)! r^k, which is where the model comes from. */
static double busy_by_sum(double ratio, int sessions)
{
	double sum = 1, term = 1;

	for (int k = 0; k < sessions; k++) {
		term *= (sessions - k) * ratio;
		sum += term;
	}
	return 1 - 1 / sum;
}

static void the_model_is_the_closed_form(void)
{
	for (int sessions = 1; sessions <= 40; sessions++) {
		struct repair repair = crew_repair(30 * MIN, 5 * MIN, sessions);

		CHECK(is_near(repair.busy, busy_by_sum(5.0 / 30, sessions), 1e-12));
		/* Little: who waits is the rate times the wait. */
		CHECK(is_near(repair.waiting, repair.per_hour * repair.wait_ms / (60 * MIN),
			      1e-9));
	}
}

static void the_knee_is_where_the_lead_would_be_busy_all_the_time(void)
{
	CHECK(is_near(crew_knee(30 * MIN, 5 * MIN), 7, 1e-12));
	CHECK(is_near(crew_knee(60 * MIN, 10 * MIN), 7, 1e-12));
	CHECK(is_near(crew_knee(60 * MIN, 20 * MIN), 4, 1e-12));
}

static bool is_sane(const struct repair *repair)
{
	return repair->busy >= 0 && repair->busy <= 1 && repair->per_hour >= 0 &&
	       repair->per_hour < DBL_MAX && repair->wait_ms >= 0 &&
	       repair->wait_ms < DBL_MAX && repair->waiting >= 0 && repair->waiting <= 1000;
}

static void nothing_breaks_at_silly_input(void)
{
	static const double silly[] = { 0,    -1,      1e-300,	 1,	     5 * MIN,
					1e15, DBL_MAX, -DBL_MAX, 0.0 / 1e308 };
	static const long long counts[] = { 0, -1, 1, 1000, 1001, 1LL << 62, -(1LL << 62) };
	size_t times = sizeof silly / sizeof *silly;

	for (size_t i = 0; i < times * times; i++)
		for (size_t n = 0; n < sizeof counts / sizeof *counts; n++) {
			struct crew_load load = { silly[i % times], silly[i / times], 2 };
			struct repair repair =
				crew_repair(load.work_ms, load.human_ms, counts[n]);
			long long worth = crew_worth(&load, counts[n]);

			CHECK(is_sane(&repair));
			CHECK(worth >= 1 && worth <= CREW_WORTH_MOST);
			CHECK(crew_landed(&load, counts[n]) >= 0);
		}
	CHECK(crew_knee(0, 0) == 0 && crew_knee(5, -1) == 0);
	CHECK(is_near(crew_repair(30 * MIN, 5 * MIN, 1000).busy, 1, 1e-12));
	CHECK(is_near(crew_repair(0, 5 * MIN, 3).busy, 1, 1e-12));
	CHECK(is_near(crew_repair(30 * MIN, 0, 3).per_hour, 6, 1e-9));
}

static void sixteen_concurrent_changes_meet_a_conflict_with_forty_percent(void)
{
	/* Where redoing costs nothing of the others, k is 16 and the chance the published one.
	 */
	double met = 1 - arith_exp(16 * arith_log(1 - CREW_CONFLICT));

	CHECK(is_near(met, 0.40, 0.005));
}

static void changes_that_never_meet_are_limited_by_the_lead_alone(void)
{
	struct crew_load load = { 30 * MIN, 5 * MIN, 0 };
	long long worth = crew_worth(&load, 50);

	CHECK(is_near(crew_landed(&load, 8), crew_repair(30 * MIN, 5 * MIN, 8).per_hour, 1e-9));
	/* 12 an hour are all that 5 min allow. */
	CHECK(crew_landed(&load, worth) >= 0.99 * 12 - 1e-6);
	CHECK(crew_landed(&load, worth - 1) < 0.99 * 12);
}

static void the_share_that_is_redone_is_a_fixed_point(void)
{
	struct crew_load load = { 30 * MIN, 5 * MIN, CREW_CONFLICT };

	for (int sessions = 1; sessions <= 50; sessions++) {
		double cycles = crew_repair(load.work_ms, load.human_ms, sessions).per_hour;
		double kept = crew_landed(&load, sessions) / cycles;
		double met = (sessions - 1) * kept;

		CHECK(is_near(kept, arith_exp(met * arith_log(1 - CREW_CONFLICT)), 1e-9));
	}
}

/* 0 to 1, the same in every run. */
static double chance(unsigned long long *seed)
{
	*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return ((double)(*seed >> 11) + 0.5) / (double)(1ULL << 53);
}

static double lasts(unsigned long long *seed, double mean)
{
	return -mean * arith_log(chance(seed));
}

enum { PLAYERS_MOST = 40 };

/* What the model stands for, played: each session works, waits in line for the lead, and lands,
 * or begins anew where it met too much that landed meanwhile. */
struct play {
	double ready_at[PLAYERS_MOST]; /* when it comes to the lead */
	long long base[PLAYERS_MOST];  /* what had landed when it began */
	double now;		       /* when the lead is free */
	long long landed;
	unsigned long long seed;
};

static void next_in_line(struct play *play, const struct crew_load *load, int sessions)
{
	double kept = arith_log(1 - load->conflict);
	int first = 0;

	for (int i = 1; i < sessions; i++)
		if (play->ready_at[i] < play->ready_at[first])
			first = i;
	if (play->ready_at[first] > play->now)
		play->now = play->ready_at[first];
	play->now += lasts(&play->seed, load->human_ms);
	kept = arith_exp((double)(play->landed - play->base[first]) * kept);
	play->landed += chance(&play->seed) < kept;
	play->base[first] = play->landed;
	play->ready_at[first] = play->now + lasts(&play->seed, load->work_ms);
}

static void what_lands_is_what_a_simulation_finds(void)
{
	static const double means[][2] = { { 30, 5 }, { 60, 10 }, { 60, 20 }, { 10, 5 } };
	static const int counts[] = { 1, 4, 7, 10, 20, 40 };

	for (int i = 0; i < 4 * 6; i++) {
		struct crew_load load = { means[i / 6][0] * MIN, means[i / 6][1] * MIN,
					  CREW_CONFLICT };
		struct play play = { .seed = 11 };
		double found, said = crew_landed(&load, counts[i % 6]);

		for (int n = 0; n < 60000; n++)
			next_in_line(&play, &load, counts[i % 6]);
		found = (double)play.landed * 60 * MIN / play.now;
		CHECK(is_near(said / found, 1, 0.02));
	}
}

static void worth_is_within_one_percent_of_the_best(double work, double human)
{
	struct crew_load load = { work * MIN, human * MIN, CREW_CONFLICT };
	long long worth = crew_worth(&load, 50);
	double best = 0;

	for (long long sessions = 1; sessions <= 50; sessions++)
		if (crew_landed(&load, sessions) > best)
			best = crew_landed(&load, sessions);
	CHECK(crew_landed(&load, worth) >= 0.99 * best - 1e-12);
	CHECK(worth == 1 || crew_landed(&load, worth - 1) < 0.99 * best);
	CHECK_INT(crew_worth(&load, 3) <= 3, 1);
}

static void more_sessions_than_are_worth_it_land_less(void)
{
	struct crew_load load = { 30 * MIN, 5 * MIN, CREW_CONFLICT };
	struct crew_load longer = { 60 * MIN, 5 * MIN, CREW_CONFLICT };

	for (int human = 1; human <= 30; human += 3)
		for (int work = 1; work <= 600; work += 23)
			worth_is_within_one_percent_of_the_best(work, human);
	CHECK(crew_landed(&load, 30) < crew_landed(&load, crew_worth(&load, 50)));
	CHECK(crew_worth(&longer, 50) > crew_worth(&load, 50));
	CHECK_INT(crew_worth(&load, 0), 1);
}

static double law(double alone, double contention, double coordination, double sessions)
{
	return alone * sessions /
	       (1 + contention * (sessions - 1) + coordination * sessions * (sessions - 1));
}

static size_t curve(struct usl_point *points, double contention, double coordination)
{
	for (int i = 0; i < 12; i++) {
		points[i].sessions = i + 1;
		points[i].rate = law(2, contention, coordination, i + 1);
	}
	return 12;
}

static void an_exact_curve_is_found_again(void)
{
	struct usl_point points[12];
	struct usl_fit fit = usl_fit(points, curve(points, 0.05, 0.01));

	CHECK(fit.is_known && !fit.reason);
	CHECK(is_near(fit.alone, 2, 1e-9));
	CHECK(is_near(fit.contention.value, 0.05, 1e-9));
	CHECK(is_near(fit.coordination.value, 0.01, 1e-9));
	CHECK(is_near(fit.peak.value, 9.746794, 1e-6));
	CHECK(is_near(fit.r_squared, 1, 1e-9));
	CHECK(fit.contention.high - fit.contention.low < 1e-6);
	CHECK(is_near(usl_rate(&fit, 5), law(2, 0.05, 0.01, 5), 1e-9));
}

static void beyond_the_peak_one_more_session_lowers_what_lands(void)
{
	struct usl_point points[12];
	struct usl_fit fit = usl_fit(points, curve(points, 0.05, 0.01));

	CHECK(usl_rate(&fit, 9) > usl_rate(&fit, 8));
	CHECK(usl_rate(&fit, 11) < usl_rate(&fit, 10));
}

static void costs_are_never_below_nothing(void)
{
	struct usl_point points[12];
	struct usl_fit fit = usl_fit(points, curve(points, 0.2, 0));

	CHECK(fit.is_known && is_near(fit.contention.value, 0.2, 1e-9));
	CHECK(is_near(fit.coordination.value, 0, 1e-9) && fit.peak.value == 0);
	/* Faster together than alone: the law knows no such thing. */
	fit = usl_fit(points, curve(points, -0.02, 0.004));
	CHECK(fit.is_known && fit.contention.value == 0 && fit.contention.low == 0);
	CHECK(fit.coordination.value >= 0);
	fit = usl_fit(points, curve(points, 0.3, -0.005));
	CHECK(fit.is_known && fit.coordination.value == 0 && fit.peak.value == 0);
	CHECK(fit.contention.value > 0);
}

/* -1 to 1, the same in every run. */
static double dice(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (double)(*seed >> 8) / (1 << 23) - 1;
}

static void the_interval_holds_the_truth_about_as_often_as_it_says(void)
{
	unsigned seed = 7;
	int held = 0;

	for (int run = 0; run < 400; run++) {
		struct usl_point points[36];
		struct usl_fit fit;

		for (int i = 0; i < 36; i++) {
			double sessions = 1 + i % 12;
			double slow = sessions / law(2, 0.05, 0.01, sessions);

			points[i] = (struct usl_point){
				sessions, sessions / (slow + 0.08 * (dice(&seed) + dice(&seed)))
			};
		}
		fit = usl_fit(points, 36);
		held += fit.contention.low <= 0.05 && fit.contention.high >= 0.05;
		CHECK(fit.is_known && fit.r_squared > 0.5);
		CHECK(fit.peak.low <= fit.peak.value);
	}
	printf("# %d of 400 intervals hold the contention\n", held);
	CHECK(held >= 0.92 * 400 && held <= 0.98 * 400);
}

static void too_little_is_said_to_be_too_little(void)
{
	struct usl_point points[12], same[12];
	struct usl_fit fit;

	curve(points, 0.05, 0.01);
	fit = usl_fit(points, 7);
	CHECK(!fit.is_known);
	CHECK_STR(fit.reason, "too little has landed yet");
	CHECK(!usl_fit(0, 0).is_known);
	for (int i = 0; i < 12; i++)
		same[i] = points[i % 2];
	fit = usl_fit(same, 12);
	CHECK_STR(fit.reason, "there were always about as many sessions");
	for (int i = 0; i < 12; i++)
		same[i] = (struct usl_point){ i % 2 ? -1 : 1e9, i % 3 ? 0 : -1 };
	CHECK(!usl_fit(same, 12).is_known);
}

static void student_is_the_table(void)
{
	CHECK(is_near(usl_student(1), 12.706, 1e-9) && is_near(usl_student(10), 2.228, 1e-9));
	CHECK(is_near(usl_student(30), 2.042, 1e-9) && is_near(usl_student(0), 12.706, 1e-9));
	CHECK(is_near(usl_student(31), 2.0395, 1e-4) && is_near(usl_student(60), 2.0003, 1e-4));
	CHECK(is_near(usl_student(120), 1.9799, 1e-4) && is_near(usl_student(1000), 1.9623, 1e-4));
}

int main(void)
{
	roots_and_powers_are_right_to_twelve_digits();
	the_model_is_the_published_table();
	the_model_is_the_closed_form();
	the_knee_is_where_the_lead_would_be_busy_all_the_time();
	nothing_breaks_at_silly_input();
	sixteen_concurrent_changes_meet_a_conflict_with_forty_percent();
	changes_that_never_meet_are_limited_by_the_lead_alone();
	the_share_that_is_redone_is_a_fixed_point();
	what_lands_is_what_a_simulation_finds();
	more_sessions_than_are_worth_it_land_less();
	an_exact_curve_is_found_again();
	beyond_the_peak_one_more_session_lowers_what_lands();
	costs_are_never_below_nothing();
	the_interval_holds_the_truth_about_as_often_as_it_says();
	too_little_is_said_to_be_too_little();
	student_is_the_table();
	return tap_done();
}
