/* The parts that an invented week is made of: spreads, dice, timers, figures, policies. */
#include "base/mem.h"
#include "sim/figure.h"
#include "sim/heap.h"
#include "sim/past.h"
#include "sim/scene.h"
#include "tap.h"

#include <math.h>

enum { DRAWS = 200000 };

static bool is_near(double got, double want, double part)
{
	return fabs(got - want) <= part * fabs(want);
}

static void a_spread_is_read_as_it_is_written(void)
{
	static const struct {
		const char *text;
		struct spread spread;
	} right[] = {
		{"const:5m", {SPREAD_const, 300000, 0}},
		{"const:0s", {SPREAD_const, 0, 0}},
		{"5m", {SPREAD_const, 300000, 0}},
		{"1.5h", {SPREAD_const, 5400000, 0}},
		{"0", {SPREAD_const, 0, 0}},
		{"exp:30m", {SPREAD_exp, 1800000, 0}},
		{"exp:1.5h", {SPREAD_exp, 5400000, 0}},
		{"exp:2d", {SPREAD_exp, 172800000, 0}},
		{"lognorm:30m,0.8", {SPREAD_lognorm, 1800000, 0.8}},
		{"lognorm:90s,0", {SPREAD_lognorm, 90000, 0}},
	};
	_cleanup_(err_release)
	struct err err = ERR_INIT;

	for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
		struct spread spread = {0};

		CHECK_INT(spread_parse(right[i].text, &spread, &err), 0);
		CHECK_INT(spread.kind, right[i].spread.kind);
		CHECK(is_near(spread.ms, right[i].spread.ms, 1e-12));
		CHECK(is_near(spread.sigma, right[i].spread.sigma, 1e-12));
	}
}

static void what_is_no_spread_is_refused_with_one_that_is(void)
{
	static const char *const wrong[] = {
		"",
		"5",
		"5x",
		"5m,1",
		"exp",
		"exp:",
		"exp:30",
		"exp:-30m",
		"exp:30m ",
		"exp:30min",
		" exp:30m",
		"exp:0m",
		"exp:1e3m",
		"exp:30m,0.8",
		"lognorm:30m",
		"lognorm:30m,",
		"lognorm:30m,9",
		"exp:nan",
		"exp:.5m",
		"exp:5.m",
		"const:9999999d",
		"uniform:5m",
		"exp:0x10m",
		"exp:1,5m",
		"lognorm:30m,-1",
		"exp:99999999999999999999m",
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		_cleanup_(err_release)
		struct err err = ERR_INIT;
		struct spread spread = {SPREAD_const, 7, 0};

		CHECK_INT(spread_parse(wrong[i], &spread, &err), ERR_USAGE);
		CHECK(err.text && strstr(err.text, "5m, exp:30m (mean) or lognorm:30m,0.8"));
		CHECK(spread.ms == 7);
	}
}

static void a_spread_is_told_as_it_can_be_read(void)
{
	static const char *const texts[] = {"const:5m", "const:0s", "exp:30m",
					    "exp:90s",	"exp:2d",   "exp:1h"};
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	struct spread spread, again;
	_autofree_ char *fitted = 0;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		_autofree_ char *told = 0;

		CHECK_INT(spread_parse(texts[i], &spread, &err), 0);
		told = spread_text(&spread);
		CHECK_STR(told, texts[i]);
	}
	spread = spread_fit(1000000, 700000);
	fitted = spread_text(&spread);
	CHECK_INT(spread_parse(fitted, &again, &err), 0);
	CHECK(is_near(spread_mean(&again), 1000000, 0.02));
}

static void draws_have_the_mean_that_they_should(void)
{
	static const struct spread spreads[] = {
		{SPREAD_const, 5000, 0}, {SPREAD_exp, 5000, 0}, {SPREAD_lognorm, 5000, 0.8}};

	for (size_t i = 0; i < sizeof spreads / sizeof *spreads; i++) {
		struct dice dice = dice_of(3, 1, 4, 1);
		double sum = 0;

		for (int n = 0; n < DRAWS; n++)
			sum += spread_draw(&spreads[i], &dice);
		CHECK(is_near(sum / DRAWS, spread_mean(&spreads[i]), 0.01));
	}
}

static void a_fit_has_the_mean_and_deviation_that_were_measured(void)
{
	struct spread spread = spread_fit(1800000, 900000), flat = spread_fit(1800000, 0);
	double cv = sqrt(exp(spread.sigma * spread.sigma) - 1);

	CHECK(is_near(spread_mean(&spread), 1800000, 1e-9));
	CHECK(is_near(cv, 0.5, 1e-9));
	CHECK_INT(flat.kind, SPREAD_const);
	CHECK(flat.ms == 1800000);
}

static void the_same_question_gets_the_same_answer(void)
{
	struct dice a = dice_of(1, 2, 3, 4), b = dice_of(1, 2, 3, 4), c = dice_of(1, 2, 4, 3);

	CHECK(dice_throw(&a) == dice_throw(&b));
	CHECK(dice_throw(&a) != dice_throw(&c));
}

static void timers_come_in_order_and_ties_as_they_were_set(void)
{
	_cleanup_(heap_release)
	struct heap heap = {0};
	struct dice dice = dice_of(5, 0, 0, 0);
	struct timer timer, last = {-1, 0, -1, 0};
	int count = 0, wrong = 0;

	for (int i = 0; i < 1000; i++)
		heap_push(&heap, (struct timer){(long long)(dice_throw(&dice) % 50), 0, i, 0});
	for (; heap_pop(&heap, &timer); last = timer, count++)
		wrong += timer.at_ms < last.at_ms ||
			 (timer.at_ms == last.at_ms && timer.id < last.id);
	CHECK_INT(count, 1000);
	CHECK_INT(wrong, 0);
	CHECK(!heap_pop(&heap, &timer));
}

static void a_figure_says_how_far_it_may_be_off(void)
{
	static const double over[] = {2, 4, 6}, under[] = {1, 2, 3}, none[3] = {0};
	static const double ones[] = {1, 1, 1};
	struct figure exact = figure_of(&(struct sample){over, under, {none, none}, 3});
	struct figure loose = figure_of(&(struct sample){over, ones, {none, none}, 3});
	struct figure lost = figure_of(&(struct sample){over, none, {none, none}, 3});
	struct figure alone = figure_of(&(struct sample){over, ones, {none, none}, 1});

	CHECK(exact.value == 2 && exact.half_width == 0);
	/* Mean 4, deviation 2, three runs: 4.303 * 2 / sqrt(3). */
	CHECK(loose.value == 4 && is_near(loose.half_width, 4.9686, 1e-3));
	CHECK(isnan(lost.value) && isnan(lost.half_width));
	CHECK(alone.value == 2 && isnan(alone.half_width));
}

/* What is luck and nothing else is taken away whole: the mean of what is left is the truth. */
static void luck_is_taken_out_of_a_figure(void)
{
	enum { RUNS = 20 };
	double over[RUNS], under[RUNS], luck[RUNS], none[RUNS] = {0};
	struct dice dice = dice_of(8, 0, 0, 0);
	struct figure figure;

	for (int i = 0; i < RUNS; i++) {
		luck[i] = dice_normal(&dice) + 0.3;
		over[i] = 10 + 3 * luck[i];
		under[i] = 1;
	}
	figure = figure_of(&(struct sample){over, under, {luck, none}, RUNS});
	CHECK(is_near(figure.value, 10, 1e-9));
	CHECK(figure.half_width < 1e-9);
}

static void policies_go_by_their_names(void)
{
	static const char *const names[] = {"assistant", "free-for-all", "fixed:6", "factory"};
	static const char *const wrong[] = {"", "fixed", "fixed:", "fixed:0", "fixed:x", "all"};
	struct policy policy;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		_cleanup_(err_release)
		struct err err = ERR_INIT;
		_autofree_ char *told = 0;

		CHECK_INT(policy_parse(names[i], &policy, &err), 0);
		told = policy_text(&policy);
		CHECK_STR(told, names[i]);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		_cleanup_(err_release)
		struct err err = ERR_INIT;

		CHECK_INT(policy_parse(wrong[i], &policy, &err), ERR_USAGE);
	}
}

static void a_scene_is_like_what_was_measured(void)
{
	struct pace pace = {.cycles = 9,
			    .work_ms = 1200000,
			    .work_deviation_ms = 600000,
			    .green = 0.75,
			    .lines = 120};
	struct scene scene = scene_default(SCENE_week);
	struct state *state = state_new();

	scene_of_pace(&scene, &pace);
	CHECK(is_near(spread_mean(&scene.work), 1200000, 1e-9));
	CHECK(scene.green == 0.75);
	/* Nobody knows yet how long the lead looks: the size of a change says it. */
	CHECK_INT(scene.lines, 120);
	pace.reviews = 4;
	pace.human_ms = 240000;
	scene = scene_default(SCENE_week);
	scene_of_pace(&scene, &pace);
	CHECK(is_near(spread_mean(&scene.human), 240000, 1e-9));
	CHECK_INT(scene.lines, 0);
	review_add(state)->life = REVIEW_approved;
	review_add(state)->life = REVIEW_rejected;
	scene_of_records(&scene, state);
	CHECK(scene.reject == 0.5);
	state_free(state);
}

int main(void)
{
	a_spread_is_read_as_it_is_written();
	what_is_no_spread_is_refused_with_one_that_is();
	a_spread_is_told_as_it_can_be_read();
	draws_have_the_mean_that_they_should();
	a_fit_has_the_mean_and_deviation_that_were_measured();
	the_same_question_gets_the_same_answer();
	timers_come_in_order_and_ties_as_they_were_set();
	a_figure_says_how_far_it_may_be_off();
	luck_is_taken_out_of_a_figure();
	policies_go_by_their_names();
	a_scene_is_like_what_was_measured();
	return tap_done();
}
