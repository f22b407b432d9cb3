/* One tree, two outcomes: nobody is blamed for a flake, and no real failure passes for one. */
#include "core/flake.h"
#include "core/desk.h"
#include "core/halt.h"
#include "core/ledger.h"
#include "core/release.h"
#include "tale.h"

#define DAY_MS 86400000LL

/* As tale_begin(), with so many reruns. */
static struct tale flaky_tale(long long reruns)
{
	struct tale tale = tale_begin();

	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 3, .checks = 9,
		.reruns = reruns);
	return tale;
}

static long long task_gating(struct tale *tale, const char *name, const char *tree)
{
	long long task = task_new(tale, name);

	go_on(tale);
	turn_ends(tale, task, tree);
	go_on(tale);
	return task;
}

/* The running check of gate 1 ends with a report of `total` tests, of which these failed. */
static void report_says(struct tale *tale, const char *tree, const char *failing, long long total)
{
	const struct run *run = run_of(tale->state, 1, tree);
	long long failed = (long long)lines_count(failing);

	CHECK(run && run->life == RUN_running);
	HAPPENS(tale, EVENT_check_ended, .job = run->job, .attempt = job_at(tale->state, run->job)->attempt,
		.word = S(failed ? "red" : "green"), .is_counted = true, .failed = failed, .passed = total - failed,
		.list = S(failing));
	go_on(tale);
}

static void says(struct tale *tale, const char *tree, const char *word)
{
	gate_says(tale, 1, tree, word);
	go_on(tale);
}

static const struct run *ran(const struct tale *tale, const char *tree)
{
	return run_of(tale->state, 1, tree);
}

static const struct notice *open_notice(const struct tale *tale, long long *count)
{
	const struct notice *found = 0;

	*count = 0;
	EACH(notice, notice, tale->state)
		if (notice->is_open) {
			found = notice;
			++*count;
		}
	return found;
}

static void a_red_gate_is_run_again_before_anybody_is_blamed(void)
{
	struct tale tale = flaky_tale(2);
	long long task = task_gating(&tale, "a", "t1");

	says(&tale, "t1", "red");
	CHECK_STR(life_of(&tale, task), "gating");
	says(&tale, "t0", "green");
	CHECK_STR(life_of(&tale, task), "gating");
	CHECK_INT(job_at(tale.state, ran(&tale, "t1")->job)->again, 1);
	says(&tale, "t1", "red");
	CHECK_INT(job_at(tale.state, ran(&tale, "t1")->job)->again, 2);
	says(&tale, "t1", "red");
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	CHECK_INT(ran(&tale, "t1")->executions, 3);
	CHECK_INT(ran(&tale, "t1")->reds, 3);
	CHECK_INT(test_count(tale.state), 0);
	tale_end(&tale);
}

static void green_once_is_flaky_and_counts_as_green(void)
{
	struct tale tale = flaky_tale(5);
	long long task = task_gating(&tale, "a", "t1");

	report_says(&tale, "t1", "suite one", 9);
	says(&tale, "t0", "green");
	report_says(&tale, "t1", "suite one", 9);
	report_says(&tale, "t1", "", 1);
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_INT(ran(&tale, "t1")->life, RUN_green);
	CHECK_STR(ran(&tale, "t1")->flaky, "suite one");
	/* What the report counted in whole, and nothing of it failed in the end. */
	CHECK_INT(ran(&tale, "t1")->passed, 9);
	CHECK_INT(ran(&tale, "t1")->failed, 0);
	CHECK_INT(test_count(tale.state), 1);
	CHECK_STR(test_at(tale.state, 1)->key, "test: suite one");
	CHECK_INT(test_at(tale.state, 1)->runs, 3);
	CHECK_INT(test_at(tale.state, 1)->failures, 2);
	CHECK_INT(gate_at(tale.state, 1)->flakes, 1);
	tale_end(&tale);
}

static void without_a_report_the_gate_is_the_test(void)
{
	struct tale tale = flaky_tale(5);
	long long task = task_gating(&tale, "a", "t1");

	says(&tale, "t1", "red");
	says(&tale, "t0", "green");
	says(&tale, "t1", "green");
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_STR(ran(&tale, "t1")->flaky, "test");
	CHECK_STR(test_at(tale.state, 1)->key, "test");
	/* Later runs of it count, as it is known now. */
	task = task_gating(&tale, "b", "t2");
	says(&tale, "t2", "green");
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_INT(test_at(tale.state, 1)->runs, 3);
	CHECK_INT(test_at(tale.state, 1)->failures, 1);
	tale_end(&tale);
}

/* Otherwise it would look like a gate that runs no test any more. */
static void a_crash_without_a_report_is_counted_by_the_rerun(void)
{
	struct tale tale = flaky_tale(5);
	long long task = task_gating(&tale, "a", "t1");

	says(&tale, "t1", "red");
	report_says(&tale, "t0", "", 9);
	report_says(&tale, "t1", "", 9);
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_INT(ran(&tale, "t1")->passed, 9);
	tale_end(&tale);
}

static void without_reruns_red_is_red(void)
{
	struct tale tale = flaky_tale(0);
	long long task = task_gating(&tale, "a", "t1");

	says(&tale, "t1", "red");
	says(&tale, "t0", "green");
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	CHECK_INT(ran(&tale, "t1")->executions, 1);
	tale_end(&tale);
}

/* It is the base that is asked more than once then; what the change did has no part in it. */
static void red_on_the_base_is_no_flake_of_the_change(void)
{
	struct tale tale = flaky_tale(1);
	long long task = task_gating(&tale, "a", "t1");

	says(&tale, "t1", "red");
	says(&tale, "t0", "red");
	CHECK_STR(life_of(&tale, task), "gating");
	says(&tale, "t0", "red");
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_INT(ran(&tale, "t1")->executions, 1);
	CHECK_INT(ran(&tale, "t0")->executions, 2);
	CHECK_STR(review_at(tale.state, 1)->excused, "1");
	tale_end(&tale);
}

static void a_base_that_is_red_by_chance_excuses_nobody(void)
{
	struct tale tale = flaky_tale(1);
	long long task = task_gating(&tale, "a", "t1");

	says(&tale, "t1", "red");
	says(&tale, "t0", "red");
	says(&tale, "t0", "green");
	says(&tale, "t1", "red");
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	CHECK(!halt_is_on(tale.state));
	tale_end(&tale);
}

static void a_change_that_breaks_more_than_the_base_is_blamed(void)
{
	struct tale tale = flaky_tale(1);
	long long task = task_gating(&tale, "a", "t1");

	report_says(&tale, "t1", "old\nnew", 9);
	report_says(&tale, "t0", "old", 9);
	report_says(&tale, "t0", "old", 1);
	CHECK_STR(life_of(&tale, task), "gating");
	report_says(&tale, "t1", "old\nnew", 2);
	CHECK_STR(life_of(&tale, task), "working");
	tale_end(&tale);
}

static void two_that_fail_in_turn_are_two_flakes(void)
{
	struct tale tale = flaky_tale(5);
	long long task = task_gating(&tale, "a", "t1");

	report_says(&tale, "t1", "one", 9);
	says(&tale, "t0", "green");
	report_says(&tale, "t1", "two", 9);
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_STR(ran(&tale, "t1")->flaky, "one\ntwo");
	CHECK_INT(test_count(tale.state), 2);
	tale_end(&tale);
}

static void what_fails_each_time_is_blamed_whatever_fails_beside_it(void)
{
	struct tale tale = flaky_tale(2);
	long long task = task_gating(&tale, "a", "t1");

	report_says(&tale, "t1", "one\nreal", 9);
	says(&tale, "t0", "green");
	report_says(&tale, "t1", "real\ntwo", 9);
	report_says(&tale, "t1", "real", 9);
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	CHECK_STR(ran(&tale, "t1")->failing, "real");
	CHECK_INT(ran(&tale, "t1")->failed, 1);
	CHECK_STR(ran(&tale, "t1")->flaky, "one\ntwo");
	tale_end(&tale);
}

/* A run that crashed half-way reports fewer tests: those that it did not reach did not pass. */
static void a_report_that_is_cut_short_proves_no_flake(void)
{
	struct tale tale = flaky_tale(1);
	long long task = task_gating(&tale, "a", "t1");

	report_says(&tale, "t1", "one", 9);
	says(&tale, "t0", "green");
	report_says(&tale, "t1", "two", 4);
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	CHECK_STR(ran(&tale, "t1")->failing, "one");
	tale_end(&tale);
}

static void a_proof_that_is_red_on_the_base_is_not_run_again(void)
{
	struct tale tale = flaky_tale(5);
	long long task;

	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("proof"), .command = S("x"), .is_red_first = true);
	task = task_with(&tale, "a", (struct event){ .gates = S("2") });
	go_on(&tale);
	gate_says(&tale, 2, "t0", "red");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_INT(run_of(tale.state, 2, "t0")->executions, 1);
	CHECK(!halt_is_on(tale.state));
	tale_end(&tale);
}

static void what_is_merged_is_run_again_as_well(void)
{
	struct tale tale = flaky_tale(1);
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	go_on(&tale);
	says(&tale, "c of t1 on c0", "red");
	says(&tale, "t0", "green");
	CHECK_STR(life_of(&tale, task), "landing");
	says(&tale, "c of t1 on c0", "green");
	CHECK_STR(life_of(&tale, task), "landed");
	tale_end(&tale);
}

static void a_runner_that_vanishes_is_no_outcome(void)
{
	struct tale tale = flaky_tale(1);
	long long task = task_gating(&tale, "a", "t1");

	says(&tale, "t1", "red");
	says(&tale, "t0", "green");
	HAPPENS(&tale, EVENT_job_lost, .job = ran(&tale, "t1")->job, .attempt = 1);
	go_on(&tale);
	CHECK_INT(ran(&tale, "t1")->executions, 1);
	says(&tale, "t1", "green");
	CHECK_STR(life_of(&tale, task), "review");
	tale_end(&tale);
}

static void a_gate_that_never_was_flaky_is_run_again_less_and_less(void)
{
	CHECK_INT(flake_patience(0, 0, 5), 5);
	CHECK_INT(flake_patience(4, 0, 5), 5);
	CHECK_INT(flake_patience(10, 0, 5), 3);
	CHECK_INT(flake_patience(30, 0, 5), 2);
	CHECK_INT(flake_patience(70, 0, 5), 1);
	CHECK_INT(flake_patience(60, 6, 5), 3);
	CHECK_INT(flake_patience(60, 30, 5), 5);
	CHECK_INT(flake_patience(60, 0, 0), 0);
	CHECK_INT(flake_patience(0, 0, 2), 2);
}

static void a_rate_has_an_interval(void)
{
	struct flake_rate rate = flake_rate_of(1, 10);

	/* Wilson's, as any table has it: 0.018 to 0.404. */
	CHECK(rate.low > 0.017 && rate.low < 0.019);
	CHECK(rate.high > 0.403 && rate.high < 0.405);
	rate = flake_rate_of(0, 59);
	CHECK(rate.low == 0 && rate.high > 0.06 && rate.high < 0.062);
	rate = flake_rate_of(0, 0);
	CHECK(rate.low == 0 && rate.high == 1);
}

static void a_quarantined_test_alone_makes_no_gate_red(void)
{
	struct tale tale = flaky_tale(5);
	long long task = task_gating(&tale, "a", "t1");

	HAPPENS(&tale, EVENT_quarantined, .key = S("test: one"), .number = tale.now + DAY_MS, .by = S("ada"));
	report_says(&tale, "t1", "one", 9);
	/* What is counted is compared with the base. */
	report_says(&tale, "t0", "", 9);
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_STR(ran(&tale, "t1")->quarantined, "one");
	CHECK_INT(ran(&tale, "t1")->executions, 1);
	task = task_gating(&tale, "b", "t2");
	report_says(&tale, "t2", "one\ntwo", 9);
	CHECK_STR(life_of(&tale, task), "gating");
	HAPPENS(&tale, EVENT_released, .key = S("test: one"));
	task = task_gating(&tale, "c", "t3");
	report_says(&tale, "t3", "one", 9);
	CHECK_STR(life_of(&tale, task), "gating");
	tale_end(&tale);
}

/* The same tree is offered again: what was red for good is looked at in the light of what the lead said since. */
static void a_quarantine_counts_for_what_was_red_before_it(void)
{
	struct tale tale = flaky_tale(0);
	long long task = task_gating(&tale, "a", "t1");

	says(&tale, "t1", "red");
	says(&tale, "t0", "green");
	CHECK_STR(life_of(&tale, task), "working");
	HAPPENS(&tale, EVENT_quarantined, .key = S("test"), .number = tale.now + DAY_MS, .by = S("ada"));
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	says(&tale, "t1", "red");
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_STR(ran(&tale, "t1")->quarantined, "test");
	tale_end(&tale);
}

static void a_quarantine_that_is_over_counts_again_and_is_told_once(void)
{
	struct tale tale = flaky_tale(5);
	long long count, task;
	const struct notice *notice;

	HAPPENS(&tale, EVENT_quarantined, .key = S("test: one"), .number = tale.now + DAY_MS, .by = S("ada"));
	CHECK_INT(plan_wake(tale.state, tale.now), test_at(tale.state, 1)->until_ms);
	go_on(&tale);
	open_notice(&tale, &count);
	CHECK_INT(count, 0);
	tale.now += DAY_MS;
	go_on(&tale);
	notice = open_notice(&tale, &count);
	CHECK_INT(count, 1);
	CHECK(strstr(notice->text, "'test: one'") && strstr(notice->text, "ada"));
	tale.now += DAY_MS;
	CHECK_INT(go_on(&tale), 0);
	task = task_gating(&tale, "a", "t1");
	report_says(&tale, "t1", "one", 9);
	CHECK_STR(life_of(&tale, task), "gating");
	HAPPENS(&tale, EVENT_quarantined, .key = S("test: one"), .number = tale.now + DAY_MS, .by = S("ada"));
	open_notice(&tale, &count);
	CHECK_INT(count, 0);
	tale_end(&tale);
}

static void a_quarantine_has_an_end_and_a_name(void)
{
	struct tale tale = flaky_tale(5);

	REFUSED(&tale, ERR_REFUSED, EVENT_quarantined, .key = S("test: one"), .number = tale.now);
	REFUSED(&tale, ERR_REFUSED, EVENT_quarantined, .number = tale.now + DAY_MS);
	REFUSED(&tale, ERR_REFUSED, EVENT_released, .key = S("test: one"));
	CHECK_INT(test_count(tale.state), 0);
	tale_end(&tale);
}

/* Three sessions, and the lead is told once. */
static void red_on_the_tip_stops_the_line_with_one_notice(void)
{
	struct tale tale = flaky_tale(0);
	long long a = task_new(&tale, "a"), b = task_new(&tale, "b"), c = task_new(&tale, "c"), count;
	_autofree_ char *reason = 0;

	go_on(&tale);
	turn_ends(&tale, a, "t1");
	turn_ends(&tale, b, "t2");
	go_on(&tale);
	says(&tale, "t1", "red");
	says(&tale, "t2", "red");
	CHECK_STR(life_of(&tale, c), "working");
	says(&tale, "t0", "red");
	CHECK_STR(life_of(&tale, a), "review");
	CHECK_STR(life_of(&tale, b), "review");
	open_notice(&tale, &count);
	CHECK_INT(count, 1);
	turn_ends(&tale, c, "t3");
	go_on(&tale);
	says(&tale, "t3", "red");
	CHECK_STR(life_of(&tale, c), "review");
	b = task_new(&tale, "d");
	go_on(&tale);
	CHECK_STR(life_of(&tale, b), "waiting");
	CHECK(!task_may_open(tale.state, task_at(tale.state, b), tale.now, &reason));
	CHECK_STR(reason, "base red: gate 'test'");
	open_notice(&tale, &count);
	CHECK_INT(count, 1);
	CHECK_STR(open_notice(&tale, &count)->text,
		  "gate 'test' is red on 'main' itself: no session opens until it is green there");
	tale_end(&tale);
}

static void the_line_goes_on_when_the_tip_is_green_again(void)
{
	struct tale tale = flaky_tale(0);
	long long task = task_gating(&tale, "a", "t1"), count;

	says(&tale, "t1", "red");
	says(&tale, "t0", "red");
	CHECK(halt_is_on(tale.state));
	task = task_new(&tale, "b");
	HAPPENS(&tale, EVENT_tip, .commit = S("c5"), .tree = S("t5"));
	go_on(&tale);
	/* Whether it was mended is what the gate says, once. */
	CHECK_STR(life_of(&tale, task), "waiting");
	says(&tale, "t5", "red");
	CHECK_STR(life_of(&tale, task), "waiting");
	HAPPENS(&tale, EVENT_tip, .commit = S("c6"), .tree = S("t6"));
	go_on(&tale);
	says(&tale, "t6", "green");
	CHECK_STR(life_of(&tale, task), "working");
	open_notice(&tale, &count);
	CHECK_INT(count, 0);
	/* While it is green nobody asks. */
	HAPPENS(&tale, EVENT_tip, .commit = S("c7"), .tree = S("t7"));
	go_on(&tale);
	CHECK(!ran(&tale, "t7"));
	tale_end(&tale);
}

static void the_lead_may_let_the_line_go_on(void)
{
	struct tale tale = flaky_tale(0);
	long long task = task_gating(&tale, "a", "t1");

	says(&tale, "t1", "red");
	says(&tale, "t0", "red");
	task = task_new(&tale, "mend");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "waiting");
	HAPPENS(&tale, EVENT_quarantined, .key = S("test"), .number = tale.now + DAY_MS, .by = S("ada"));
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "working");
	HAPPENS(&tale, EVENT_released, .key = S("test"));
	CHECK(halt_is_on(tale.state));
	tale_end(&tale);
}

/* It is held as the tip is red, and that is told already. */
static void a_landing_that_the_red_tip_holds_is_not_told_beside_it(void)
{
	struct tale tale = flaky_tale(0);
	long long task = task_in_review(&tale, "a", "t1"), notices = 0;
	struct desk desk;

	lead_approves(&tale, task);
	go_on(&tale);
	says(&tale, "c of t1 on c0", "red");
	says(&tale, "t0", "red");
	CHECK_INT(last_landing(&tale)->life, LANDING_held);
	desk = desk_of(tale.state, tale.now);
	for (long long i = 0; i < desk.count; i++)
		notices += desk.items[i].kind == DESK_notice;
	CHECK_INT(notices, 1);
	desk_release(&desk);
	tale_end(&tale);
}

int main(void)
{
	a_red_gate_is_run_again_before_anybody_is_blamed();
	green_once_is_flaky_and_counts_as_green();
	without_a_report_the_gate_is_the_test();
	a_crash_without_a_report_is_counted_by_the_rerun();
	without_reruns_red_is_red();
	red_on_the_base_is_no_flake_of_the_change();
	a_base_that_is_red_by_chance_excuses_nobody();
	a_change_that_breaks_more_than_the_base_is_blamed();
	two_that_fail_in_turn_are_two_flakes();
	what_fails_each_time_is_blamed_whatever_fails_beside_it();
	a_report_that_is_cut_short_proves_no_flake();
	a_proof_that_is_red_on_the_base_is_not_run_again();
	what_is_merged_is_run_again_as_well();
	a_runner_that_vanishes_is_no_outcome();
	a_gate_that_never_was_flaky_is_run_again_less_and_less();
	a_rate_has_an_interval();
	a_quarantined_test_alone_makes_no_gate_red();
	a_quarantine_counts_for_what_was_red_before_it();
	a_quarantine_that_is_over_counts_again_and_is_told_once();
	a_quarantine_has_an_end_and_a_name();
	red_on_the_tip_stops_the_line_with_one_notice();
	the_line_goes_on_when_the_tip_is_green_again();
	the_lead_may_let_the_line_go_on();
	a_landing_that_the_red_tip_holds_is_not_told_beside_it();
	return tap_done();
}
