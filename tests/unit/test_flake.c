/* One tree, two outcomes: nobody is blamed for a flake, and no real failure passes for one. */
#include "core/flake.h"
#include "core/desk.h"
#include "core/halt.h"
#include "core/queue.h"
#include "core/ledger.h"
#include "core/queue.h"
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

/* The running check of gate 1 ends as told. */
static void ends(struct tale *tale, const char *tree, struct event how)
{
	const struct run *run = run_of(tale->state, 1, tree);

	CHECK(run && run->life == RUN_running);
	how.kind = EVENT_check_ended;
	how.job = run->job;
	how.attempt = job_at(tale->state, run->job)->attempt;
	CHECK_INT(take(tale, how), 0);
	go_on(tale);
}

/* It ends with a report of `total` tests, of which these failed, and names all others as passed. */
static void report_says(struct tale *tale, const char *tree, const char *failing, long long total)
{
	const struct run *run = run_of(tale->state, 1, tree);
	long long failed = (long long)lines_count(failing);
	_autofree_ char *passed = mem_dup("");
	struct lines walk;

	LINES_EACH(walk, run->failing)
		if (!lines_has(failing, walk.line))
			lines_add(&passed, walk.line);
	ends(tale, tree, (struct event){ .word = S(failed ? "red" : "green"), .is_counted = true, .failed = failed,
					 .passed = total - failed, .list = S(failing), .passed_again = passed });
}

/* As flaky_tale(), with a gate that can run by themselves the tests that failed. */
static struct tale alone_tale(long long reruns)
{
	struct tale tale = { state_new(), 1000, ERR_INIT, false };

	HAPPENS(&tale, EVENT_gate_known, .key = S("k1"), .name = S("test"), .command = S("make test"), .report = S("r.xml"),
		.again = S("make again"));
	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 3, .checks = 9, .reruns = reruns);
	HAPPENS(&tale, EVENT_tip, .commit = S("c0"), .tree = S("t0"));
	return tale;
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

static void what_a_gate_goes_through_is_what_its_whole_run_went_through(void)
{
	struct tale tale = flaky_tale(2);
	const struct run *run;

	task_gating(&tale, "a", "t1");
	run = ran(&tale, "t1");
	HAPPENS(&tale, EVENT_check_ended, .job = run->job, .attempt = 1, .word = S("red"), .is_covered = 1, .lines_executed = 9,
		.lines_missed = 3, .uncovered = S("a.c:4-6"));
	go_on(&tale);
	says(&tale, "t0", "green");
	HAPPENS(&tale, EVENT_check_ended, .job = run->job, .attempt = 1, .word = S("green"), .is_covered = 1, .lines_missed = 12,
		.uncovered = S("a.c:1-12"));
	CHECK(run->is_covered);
	CHECK_INT(run->lines_executed, 9);
	CHECK_INT(run->lines_missed, 3);
	CHECK_STR(run->uncovered, "a.c:4-6");
	tale_end(&tale);
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
	report_says(&tale, "t1", "", 9);
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
	report_says(&tale, "t0", "old", 9);
	CHECK_STR(life_of(&tale, task), "gating");
	report_says(&tale, "t1", "old\nnew", 9);
	CHECK_STR(life_of(&tale, task), "working");
	tale_end(&tale);
}

static void two_that_fail_in_turn_are_two_flakes_once_none_fails(void)
{
	struct tale tale = flaky_tale(5);
	long long task = task_gating(&tale, "a", "t1");

	report_says(&tale, "t1", "one", 9);
	says(&tale, "t0", "green");
	report_says(&tale, "t1", "two", 9);
	/* It was never green. */
	CHECK_STR(life_of(&tale, task), "gating");
	CHECK_STR(ran(&tale, "t1")->failing, "two");
	CHECK_STR(ran(&tale, "t1")->flaky, "one");
	report_says(&tale, "t1", "", 9);
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_STR(ran(&tale, "t1")->flaky, "one\ntwo");
	CHECK_INT(test_count(tale.state), 2);
	CHECK_INT(test_at(tale.state, 2)->failures, 1);
	tale_end(&tale);
}

static void two_that_fail_in_turn_to_the_end_are_red(void)
{
	struct tale tale = flaky_tale(3);
	long long task = task_gating(&tale, "a", "t1");

	report_says(&tale, "t1", "one", 9);
	says(&tale, "t0", "green");
	report_says(&tale, "t1", "two", 9);
	report_says(&tale, "t1", "one", 9);
	report_says(&tale, "t1", "two", 9);
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	CHECK_STR(ran(&tale, "t1")->failing, "two");
	CHECK_INT(gate_at(tale.state, 1)->flakes, 0);
	tale_end(&tale);
}

/* As with a process id in it: that the former name is gone does not say that it passed. */
static void a_test_with_another_name_each_time_is_no_flake(void)
{
	struct tale tale = flaky_tale(2);
	long long task = task_gating(&tale, "a", "t1");

	report_says(&tale, "t1", "t[1]", 9);
	says(&tale, "t0", "green");
	ends(&tale, "t1", (struct event){ .word = S("red"), .is_counted = 1, .failed = 1, .passed = 8, .list = S("t[2]") });
	CHECK_STR(ran(&tale, "t1")->failing, "t[1]\nt[2]");
	ends(&tale, "t1", (struct event){ .word = S("red"), .is_counted = 1, .failed = 1, .passed = 8, .list = S("t[3]") });
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	CHECK(text_is_empty(ran(&tale, "t1")->flaky));
	CHECK_INT(test_count(tale.state), 0);
	tale_end(&tale);
}

static void a_rerun_of_what_failed_that_runs_less_is_not_believed(void)
{
	struct tale tale = alone_tale(2);
	long long task = task_gating(&tale, "a", "t1");

	report_says(&tale, "t1", "one\ntwo\nthree", 9);
	says(&tale, "t0", "green");
	CHECK(run_repeats_alone(tale.state, ran(&tale, "t1")));
	/* The filter matched one of them. */
	ends(&tale, "t1", (struct event){ .word = S("green"), .is_counted = 1, .passed = 1, .passed_again = S("one") });
	CHECK_STR(life_of(&tale, task), "gating");
	CHECK_INT(ran(&tale, "t1")->executions, 2);
	CHECK_INT(ran(&tale, "t1")->reds, 1);
	CHECK_STR(ran(&tale, "t1")->reason, "run again it exits with 0, and shows 1 tests passed where 3 are asked for");
	/* Then all of it is run, and has to show all of it. */
	CHECK(!run_repeats_alone(tale.state, ran(&tale, "t1")));
	ends(&tale, "t1", (struct event){ .word = S("green"), .is_counted = 1, .passed = 8 });
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	CHECK(text_is_empty(ran(&tale, "t1")->flaky));
	tale_end(&tale);
}

static void a_rerun_of_what_failed_has_to_name_it_as_passed(void)
{
	struct tale tale = alone_tale(5);
	long long task = task_gating(&tale, "a", "t1");

	report_says(&tale, "t1", "one\ntwo", 9);
	says(&tale, "t0", "green");
	/* As many as failed, and others. */
	ends(&tale, "t1", (struct event){ .word = S("green"), .is_counted = 1, .passed = 2, .passed_again = S("one") });
	CHECK_STR(life_of(&tale, task), "gating");
	report_says(&tale, "t1", "", 9);
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_STR(ran(&tale, "t1")->flaky, "one\ntwo");
	task = task_gating(&tale, "b", "t2");
	report_says(&tale, "t2", "three", 9);
	report_says(&tale, "t2", "", 1);
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_INT(ran(&tale, "t2")->passed, 9);
	tale_end(&tale);
}

/* It runs what failed, and brings others: they are none of these. */
static void a_rerun_of_what_failed_brings_no_other_names(void)
{
	struct tale tale = alone_tale(2);
	long long task = task_gating(&tale, "a", "t1");

	report_says(&tale, "t1", "one\ntwo", 9);
	says(&tale, "t0", "green");
	ends(&tale, "t1", (struct event){ .word = S("red"), .is_counted = 1, .failed = 1, .passed = 1, .list = S("other"),
					  .passed_again = S("one") });
	CHECK_STR(ran(&tale, "t1")->failing, "one\ntwo");
	CHECK(text_is_empty(ran(&tale, "t1")->flaky));
	CHECK_STR(life_of(&tale, task), "gating");
	tale_end(&tale);
}

/* More than what failed: then it is no rerun of that alone, and what passes beside it says nothing. */
static void a_rerun_of_what_failed_runs_no_more_than_that(void)
{
	struct tale tale = alone_tale(2);

	task_gating(&tale, "a", "t1");
	report_says(&tale, "t1", "one\ntwo", 9);
	says(&tale, "t0", "green");
	report_says(&tale, "t1", "one", 6);
	CHECK_STR(ran(&tale, "t1")->failing, "one\ntwo");
	CHECK(text_is_empty(ran(&tale, "t1")->flaky));
	tale_end(&tale);
}

static void of_a_test_it_is_known_how_often_and_when_it_failed(void)
{
	struct tale tale = flaky_tale(5);
	const struct test *one, *two;

	task_gating(&tale, "a", "t1");
	report_says(&tale, "t1", "one\ntwo", 9);
	says(&tale, "t0", "green");
	report_says(&tale, "t1", "one", 9);
	two = test_keyed(tale.state, "test: two");
	CHECK_INT(two->runs, 2);
	CHECK_INT(two->failures, 1);
	CHECK_INT(two->seen_ms, ran(&tale, "t1")->ended_ms);
	report_says(&tale, "t1", "", 9);
	one = test_keyed(tale.state, "test: one");
	CHECK_INT(one->runs, 3);
	CHECK_INT(one->failures, 2);
	tale_end(&tale);
}

static void what_a_gate_did_long_ago_says_less(void)
{
	struct tale tale = flaky_tale(5);
	struct gate *gate = gate_at(tale.state, 1);

	gate->doubts = FLAKE_RECORD_MOST - 1;
	gate->flakes = 100;
	task_gating(&tale, "a", "t1");
	says(&tale, "t1", "red");
	says(&tale, "t0", "green");
	says(&tale, "t1", "green");
	CHECK_INT(gate->doubts, FLAKE_RECORD_MOST / 2);
	CHECK_INT(gate->flakes, 51);
	tale_end(&tale);
}

static void where_not_all_that_failed_are_named_all_of_it_runs_again(void)
{
	struct tale tale = alone_tale(2);

	task_gating(&tale, "a", "t1");
	ends(&tale, "t1", (struct event){ .word = S("red"), .is_counted = 1, .failed = 500, .passed = 9, .list = S("one\ntwo") });
	says(&tale, "t0", "green");
	CHECK(!run_repeats_alone(tale.state, ran(&tale, "t1")));
	ends(&tale, "t1", (struct event){ .word = S("green"), .is_counted = 1, .passed = 2, .passed_again = S("one\ntwo") });
	CHECK_INT(ran(&tale, "t1")->life, RUN_running);
	tale_end(&tale);
}

/* Who was red first may know when it is looked at twice. */
static void no_policy_approves_what_was_red_and_green(void)
{
	struct tale tale = flaky_tale(5);
	long long task = task_with(&tale, "a", (struct event){ .review_mode = S("policy") });

	go_on(&tale);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	says(&tale, "t1", "red");
	says(&tale, "t0", "green");
	says(&tale, "t1", "green");
	CHECK_STR(life_of(&tale, task), "review");
	CHECK(review_at(tale.state, 1)->is_doubted);
	HAPPENS(&tale, EVENT_quarantined, .key = S("test"), .number = tale.now + DAY_MS, .by = S("ada"));
	task = task_with(&tale, "b", (struct event){ .review_mode = S("policy") });
	go_on(&tale);
	turn_ends(&tale, task, "t2");
	go_on(&tale);
	says(&tale, "t2", "red");
	CHECK_STR(life_of(&tale, task), "review");
	task = task_with(&tale, "c", (struct event){ .review_mode = S("policy") });
	go_on(&tale);
	turn_ends(&tale, task, "t3");
	go_on(&tale);
	says(&tale, "t3", "green");
	CHECK_STR(life_of(&tale, task), "landing");
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

/* One that has to be red on the base is run there once more, and says that. */
static void proven_after(const char *second, const char *life)
{
	struct tale tale = flaky_tale(5);
	long long task;

	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("proof"), .command = S("x"), .is_red_first = true);
	task = task_with(&tale, "a", (struct event){ .gates = S("2") });
	go_on(&tale);
	gate_says(&tale, 2, "t0", "red");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "proving");
	gate_says(&tale, 2, "t0", second);
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), life);
	CHECK_INT(run_of(tale.state, 2, "t0")->executions, 2);
	CHECK(!halt_is_on(tale.state));
	if (text_same(life, "failed"))
		CHECK(strstr(task_at(tale.state, task)->reason, "is red and green on the base already") != 0);
	tale_end(&tale);
}

static void a_proof_that_is_red_on_the_base_by_chance_opens_no_session(void)
{
	proven_after("red", "working");
	proven_after("green", "failed");
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

/* The test that is in quarantine failed the first time; of the second time nothing is known. */
static void a_quarantine_covers_no_crash(void)
{
	struct tale tale = flaky_tale(1);
	long long task = task_gating(&tale, "a", "t1");

	report_says(&tale, "t1", "one", 9);
	says(&tale, "t0", "green");
	HAPPENS(&tale, EVENT_quarantined, .key = S("test: one"), .number = tale.now + DAY_MS, .by = S("ada"));
	says(&tale, "t1", "red");
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	CHECK(text_is_empty(ran(&tale, "t1")->quarantined));
	tale_end(&tale);
}

/* What every change is compared with has to fail by it as well, or the next one is blamed for it. */
static void where_a_quarantine_ends_the_base_is_red_by_it_again(void)
{
	struct tale tale = flaky_tale(0);
	long long task = task_gating(&tale, "a", "t1");

	HAPPENS(&tale, EVENT_quarantined, .key = S("test: one"), .number = tale.now + DAY_MS, .by = S("ada"));
	report_says(&tale, "t1", "one", 9);
	report_says(&tale, "t0", "one", 9);
	CHECK_STR(life_of(&tale, task), "review");
	CHECK(!halt_is_on(tale.state));
	task = task_new(&tale, "b");
	go_on(&tale);
	HAPPENS(&tale, EVENT_released, .key = S("test: one"));
	CHECK_INT(ran(&tale, "t0")->life, RUN_red);
	CHECK_INT(ran(&tale, "t1")->life, RUN_green);
	CHECK(halt_is_on(tale.state));
	turn_ends(&tale, task, "t2");
	go_on(&tale);
	report_says(&tale, "t2", "one", 9);
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_STR(review_at(tale.state, 2)->excused, "3");
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

/* It is over, though nobody was told yet. */
static void a_quarantine_covers_nothing_behind_its_end(void)
{
	struct tale tale = flaky_tale(0);
	long long task = task_gating(&tale, "a", "t1");

	HAPPENS(&tale, EVENT_quarantined, .key = S("test"), .number = tale.now + 1000, .by = S("ada"));
	tale.now += 2000;
	says(&tale, "t1", "red");
	CHECK(text_is_empty(ran(&tale, "t1")->quarantined));
	says(&tale, "t0", "green");
	CHECK_STR(life_of(&tale, task), "working");
	tale_end(&tale);
}

static void the_quarantine_that_ends_first_is_woken_for(void)
{
	struct tale tale = flaky_tale(0);
	long long first = tale.now + DAY_MS;

	HAPPENS(&tale, EVENT_quarantined, .key = S("test: late"), .number = first + DAY_MS, .by = S("ada"));
	HAPPENS(&tale, EVENT_quarantined, .key = S("test: soon"), .number = first, .by = S("ada"));
	HAPPENS(&tale, EVENT_quarantined, .key = S("test: later"), .number = first + 2 * DAY_MS, .by = S("ada"));
	CHECK_INT(flake_next_due(tale.state), first);
	CHECK(!flake_due(tale.state, first - 1));
	CHECK_STR(flake_due(tale.state, first)->key, "test: soon");
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

/* Neither green nor red is known of it: nothing says that the tip was mended. */
static void the_line_stands_while_its_gate_cannot_be_run(void)
{
	struct tale tale = flaky_tale(0);
	long long task = task_gating(&tale, "a", "t1"), count;

	says(&tale, "t1", "red");
	says(&tale, "t0", "red");
	task = task_new(&tale, "b");
	HAPPENS(&tale, EVENT_tip, .commit = S("c5"), .tree = S("t5"));
	go_on(&tale);
	says(&tale, "t5", "broken");
	CHECK(halt_is_on(tale.state) && halt_is_stuck(tale.state));
	CHECK(strstr(open_notice(&tale, &count)->text, "cannot be run there now") != 0);
	CHECK_STR(life_of(&tale, task), "waiting");
	HAPPENS(&tale, EVENT_mode, .word = S("open"));
	go_on(&tale);
	says(&tale, "t5", "green");
	CHECK_STR(life_of(&tale, task), "working");
	tale_end(&tale);
}

static void what_is_meant_to_be_red_stops_no_line(void)
{
	struct tale tale = { state_new(), 1000, ERR_INIT, false };

	HAPPENS(&tale, EVENT_gate_known, .key = S("k1"), .name = S("test"), .command = S("make test"), .is_red_first = 1);
	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 3, .checks = 9);
	HAPPENS(&tale, EVENT_tip, .commit = S("c0"), .tree = S("t0"));
	task_with(&tale, "a", (struct event){ .gates = S("1") });
	go_on(&tale);
	says(&tale, "t0", "red");
	CHECK_INT(ran(&tale, "t0")->life, RUN_red);
	CHECK(!halt_is_on(tale.state));
	tale_end(&tale);
}

static void the_lead_may_excuse_a_gate_that_cannot_be_run(void)
{
	struct tale tale = flaky_tale(0);

	task_gating(&tale, "a", "t1");
	says(&tale, "t1", "red");
	says(&tale, "t0", "red");
	HAPPENS(&tale, EVENT_tip, .commit = S("c5"), .tree = S("t5"));
	go_on(&tale);
	says(&tale, "t5", "broken");
	CHECK(halt_is_on(tale.state));
	HAPPENS(&tale, EVENT_quarantined, .key = S("test"), .number = tale.now + DAY_MS, .by = S("ada"));
	CHECK(!halt_is_on(tale.state));
	tale_end(&tale);
}

/* Nobody else asks for it there. */
static void a_next_tip_that_is_red_by_chance_lets_the_line_go_on(void)
{
	struct tale tale = flaky_tale(1);

	task_gating(&tale, "a", "t1");
	says(&tale, "t1", "red");
	says(&tale, "t0", "red");
	says(&tale, "t0", "red");
	CHECK(halt_is_on(tale.state));
	HAPPENS(&tale, EVENT_tip, .commit = S("c5"), .tree = S("t5"));
	go_on(&tale);
	says(&tale, "t5", "red");
	CHECK(halt_is_on(tale.state));
	says(&tale, "t5", "green");
	CHECK(!halt_is_on(tale.state));
	tale_end(&tale);
}

static void what_the_line_held_goes_on_with_it(void)
{
	struct tale tale = flaky_tale(0);
	long long task = task_in_review(&tale, "a", "t1");
	struct landing *due = 0;

	lead_approves(&tale, task);
	go_on(&tale);
	says(&tale, "c of t1 on c0", "red");
	says(&tale, "t0", "red");
	CHECK_INT(last_landing(&tale)->life, LANDING_held);
	/* In another environment the gate is another one, and green on the same tip. */
	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("test"), .command = S("make test"));
	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("2"), .sessions = 3, .checks = 9);
	go_on(&tale);
	gate_says(&tale, 2, "t0", "green");
	CHECK(!halt_is_on(tale.state));
	CHECK(!last_landing(&tale)->is_blocked_by_tip);
	CHECK_INT(queue_next(tale.state, tale.now, &due), LANDING_STEP_merge);
	CHECK(due == last_landing(&tale));
	/* It is judged by the gate of now. */
	HAPPENS(&tale, EVENT_merged, .landing = due->record.id, .commit = S("m"), .tree = S("tm"), .base = S("c0"),
		.base_tree = S("t0"), .gates = S("2"));
	go_on(&tale);
	gate_says(&tale, 2, "tm", "green");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "landed");
	tale_end(&tale);
}

static void the_line_stands_by_the_name_of_its_gate(void)
{
	struct tale tale = flaky_tale(0);

	task_gating(&tale, "a", "t1");
	says(&tale, "t1", "red");
	says(&tale, "t0", "red");
	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("test"), .command = S("make test"));
	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("2"), .sessions = 3, .checks = 9);
	CHECK(halt_is_on(tale.state));
	go_on(&tale);
	gate_says(&tale, 2, "t0", "green");
	CHECK(!halt_is_on(tale.state));
	tale_end(&tale);
}

static void what_the_red_tip_holds_lands_once_the_lead_excuses_it(void)
{
	struct tale tale = flaky_tale(0);
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	go_on(&tale);
	says(&tale, "c of t1 on c0", "red");
	says(&tale, "t0", "red");
	CHECK_INT(last_landing(&tale)->life, LANDING_held);
	HAPPENS(&tale, EVENT_quarantined, .key = S("test"), .number = tale.now + DAY_MS, .by = S("ada"));
	go_on(&tale);
	says(&tale, "t0", "red");
	says(&tale, "c of t1 on c0", "red");
	CHECK_STR(life_of(&tale, task), "landed");
	tale_end(&tale);
}

/* The tip stays red by it, but nobody asks for it any more. */
static void what_a_gate_holds_goes_on_once_the_lead_takes_the_gate_away(void)
{
	struct tale tale = flaky_tale(0);
	long long task = task_in_review(&tale, "a", "t1");
	struct landing *due = 0;

	lead_approves(&tale, task);
	go_on(&tale);
	says(&tale, "c of t1 on c0", "red");
	says(&tale, "t0", "red");
	CHECK_INT(last_landing(&tale)->life, LANDING_held);
	CHECK_INT(queue_next(tale.state, tale.now, &due), LANDING_STEP_none);
	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("other"), .command = S("x"));
	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("2"), .sessions = 3, .checks = 9);
	CHECK(!halt_is_on(tale.state));
	CHECK_INT(queue_next(tale.state, tale.now, &due), LANDING_STEP_merge);
	CHECK_INT(due ? due->record.id : 0, last_landing(&tale)->record.id);
	tale_end(&tale);
}

/* A gate that the project does not ask for stops no line; what it holds waits for the same word. */
static void what_an_acceptance_holds_lands_once_the_lead_excuses_it(void)
{
	static const char landing[] = "c of t1 on c0";
	struct tale tale = flaky_tale(0);
	long long task = task_new(&tale, "a");

	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("own"), .command = S("x"));
	go_on(&tale);
	HAPPENS(&tale, EVENT_turn_ended, .job = turn_of(&tale, task)->record.id, .attempt = 1, .word = S("done"),
		.commit = S("c of t1"), .tree = S("t1"), .gates = S("2"));
	go_on(&tale);
	gate_says(&tale, 2, "t1", "green");
	lead_approves(&tale, task);
	go_on(&tale);
	gate_says(&tale, 2, landing, "red");
	go_on(&tale);
	gate_says(&tale, 2, "t0", "red");
	CHECK_INT(last_landing(&tale)->life, LANDING_held);
	CHECK(!halt_is_on(tale.state));
	HAPPENS(&tale, EVENT_quarantined, .key = S("own"), .number = tale.now + DAY_MS, .by = S("ada"));
	go_on(&tale);
	CHECK_INT(last_landing(&tale)->life, LANDING_gating);
	gate_says(&tale, 2, "t0", "red");
	go_on(&tale);
	gate_says(&tale, 2, landing, "red");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "landed");
	tale_end(&tale);
}

/* Their jobs were numbered without the checks that are asked for now. */
static void events_of_before_make_the_jobs_that_they_made_then(void)
{
	struct tale tale = { state_new(), 1000, ERR_INIT, true };
	long long task;

	HAPPENS(&tale, EVENT_gate_known, .key = S("k1"), .name = S("test"), .command = S("make test"), .report = S("r.xml"));
	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 3, .checks = 9);
	HAPPENS(&tale, EVENT_tip, .commit = S("c0"), .tree = S("t0"));
	task = task_gating(&tale, "a", "t1");
	says(&tale, "t1", "green");
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_INT(job_count(tale.state), 2);
	task = task_gating(&tale, "b", "t2");
	says(&tale, "t2", "red");
	says(&tale, "t0", "red");
	CHECK_STR(life_of(&tale, task), "review");
	HAPPENS(&tale, EVENT_tip, .commit = S("c5"), .tree = S("t5"));
	task = task_new(&tale, "c");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_INT(job_count(tale.state), 6);
	CHECK_INT(notice_count(tale.state), 0);
	/* From here on as it is now. */
	tale.is_old = false;
	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 3, .checks = 9);
	task = task_gating(&tale, "d", "t4");
	says(&tale, "t4", "green");
	CHECK_STR(life_of(&tale, task), "gating");
	CHECK(ran(&tale, "t5"));
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
	what_a_gate_goes_through_is_what_its_whole_run_went_through();
	a_red_gate_is_run_again_before_anybody_is_blamed();
	green_once_is_flaky_and_counts_as_green();
	without_a_report_the_gate_is_the_test();
	a_crash_without_a_report_is_counted_by_the_rerun();
	without_reruns_red_is_red();
	red_on_the_base_is_no_flake_of_the_change();
	a_base_that_is_red_by_chance_excuses_nobody();
	a_change_that_breaks_more_than_the_base_is_blamed();
	two_that_fail_in_turn_are_two_flakes_once_none_fails();
	two_that_fail_in_turn_to_the_end_are_red();
	a_test_with_another_name_each_time_is_no_flake();
	a_rerun_of_what_failed_that_runs_less_is_not_believed();
	a_rerun_of_what_failed_has_to_name_it_as_passed();
	a_rerun_of_what_failed_brings_no_other_names();
	where_not_all_that_failed_are_named_all_of_it_runs_again();
	no_policy_approves_what_was_red_and_green();
	what_fails_each_time_is_blamed_whatever_fails_beside_it();
	a_report_that_is_cut_short_proves_no_flake();
	a_proof_that_is_red_on_the_base_by_chance_opens_no_session();
	what_is_merged_is_run_again_as_well();
	a_runner_that_vanishes_is_no_outcome();
	a_gate_that_never_was_flaky_is_run_again_less_and_less();
	a_rate_has_an_interval();
	a_quarantined_test_alone_makes_no_gate_red();
	a_quarantine_counts_for_what_was_red_before_it();
	a_quarantine_covers_no_crash();
	where_a_quarantine_ends_the_base_is_red_by_it_again();
	a_quarantine_that_is_over_counts_again_and_is_told_once();
	a_quarantine_has_an_end_and_a_name();
	red_on_the_tip_stops_the_line_with_one_notice();
	the_line_goes_on_when_the_tip_is_green_again();
	the_lead_may_let_the_line_go_on();
	the_line_stands_while_its_gate_cannot_be_run();
	the_line_stands_by_the_name_of_its_gate();
	what_the_red_tip_holds_lands_once_the_lead_excuses_it();
	what_a_gate_holds_goes_on_once_the_lead_takes_the_gate_away();
	what_an_acceptance_holds_lands_once_the_lead_excuses_it();
	events_of_before_make_the_jobs_that_they_made_then();
	a_landing_that_the_red_tip_holds_is_not_told_beside_it();
	a_rerun_of_what_failed_runs_no_more_than_that();
	of_a_test_it_is_known_how_often_and_when_it_failed();
	what_a_gate_did_long_ago_says_less();
	a_quarantine_covers_nothing_behind_its_end();
	the_quarantine_that_ends_first_is_woken_for();
	what_is_meant_to_be_red_stops_no_line();
	the_lead_may_excuse_a_gate_that_cannot_be_run();
	a_next_tip_that_is_red_by_chance_lets_the_line_go_on();
	what_the_line_held_goes_on_with_it();
	return tap_done();
}
