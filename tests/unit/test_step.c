/* A session, its turns and its gates: what happens leads to what it should. */
#include "tale.h"

static void a_change_goes_from_a_call_to_the_target(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "landing");
	gate_says(&tale, 1, "c of t1 on c0", "green");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "landed");
	CHECK_STR(factory_of(tale.state)->tip_tree, "c of t1 on c0");
	CHECK_INT(session_of(&tale, task)->life, SESSION_ended);
	tale_end(&tale);
}

static void a_red_gate_goes_back_to_the_same_session(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "red");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "gating");
	gate_says(&tale, 1, "t0", "green");
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_INT(session_count(tale.state), 1);
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	CHECK_STR(turn_of(&tale, task)->runs, "1");
	CHECK_INT(session_of(&tale, task)->round, 1);
	tale_end(&tale);
}

static void rounds_used_up_then_the_lead_has_it(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");
	static const char *const trees[] = { "t1", "t2", "t3" };

	for (int i = 0; i < 3; i++) {
		go_on(&tale);
		turn_ends(&tale, task, trees[i]);
		go_on(&tale);
		gate_says(&tale, 1, trees[i], "red");
		go_on(&tale);
		if (!i)
			gate_says(&tale, 1, "t0", "green");
	}
	CHECK_STR(life_of(&tale, task), "failed");
	CHECK_STR(task_at(tale.state, task)->blame, BLAME_VERIFICATION);
	CHECK_STR(task_at(tale.state, task)->reason,
		  "gate 'test' is red (after 2 of 2 rounds)");
	CHECK(!turn_of(&tale, task));
	HAPPENS(&tale, EVENT_retried, .task = task, .text = S("look at the log"));
	CHECK_STR(turn_of(&tale, task)->text, "look at the log");
	CHECK_INT(session_of(&tale, task)->round, 0);
	CHECK_INT(session_count(tale.state), 1);
	tale_end(&tale);
}

static void a_review_begins_the_rounds_anew(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	turn_ends(&tale, task, "t0");
	CHECK_INT(session_of(&tale, task)->round, 1);
	go_on(&tale);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "green");
	CHECK_INT(session_of(&tale, task)->round, 0);
	tale_end(&tale);
}

static void a_gate_red_on_the_base_is_not_blamed_on_the_change(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "red");
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_STR(review_at(tale.state, 1)->excused, "1");
	tale_end(&tale);
}

static void gate_counts(struct tale *tale, const char *tree, long long passed)
{
	const struct run *run = run_of(tale->state, 1, tree);

	CHECK(run && run->life == RUN_running);
	if (run)
		HAPPENS(tale, EVENT_check_ended, .job = run->job, .attempt = job_at(tale->state, run->job)->attempt,
			.word = S("green"), .is_counted = passed >= 0, .passed = passed > 0 ? passed : 0);
}

/* The first change is judged beside the base, on which the gate counted three tests. */
static void counted_on_the_base(struct tale *tale, const char *tree, long long passed, const char *want)
{
	long long task = task_new(tale, "a");

	go_on(tale);
	turn_ends(tale, task, "t1");
	go_on(tale);
	gate_says(tale, 1, "t1", "red");
	go_on(tale);
	gate_counts(tale, "t0", 3);
	go_on(tale);
	turn_ends(tale, task, tree);
	go_on(tale);
	gate_counts(tale, tree, passed);
	CHECK_STR(life_of(tale, task), want);
}

static void a_gate_that_counted_tests_on_the_base_and_counts_none_is_not_green(void)
{
	static const struct {
		long long passed;
		const char *want;
	} cases[] = { { 2, "review" }, { 0, "working" }, { -1, "working" } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct tale tale = tale_begin();

		counted_on_the_base(&tale, "t2", cases[i].passed, cases[i].want);
		if (cases[i].passed < 1) {
			go_on(&tale);
			turn_ends(&tale, 1, "t2");
			CHECK_STR(life_of(&tale, 1), "failed");
			CHECK(text_starts(task_at(tale.state, 1)->reason,
					  "gate 'test' counts no test any more, where it counts some on the base"));
		}
		tale_end(&tale);
	}
}

static void a_base_that_cannot_be_judged_is_no_verdict_on_the_change(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "broken");
	CHECK_STR(life_of(&tale, task), "failed");
	CHECK_STR(task_at(tale.state, task)->blame, BLAME_ENVIRONMENT);
	/* The machine is mended: the same tree is offered again, and the base is asked again.
	 */
	HAPPENS(&tale, EVENT_retried, .task = task);
	go_on(&tale);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "green");
	CHECK_STR(life_of(&tale, task), "working");
	tale_end(&tale);
}

static void a_gate_that_could_not_be_run_is_run_again_after_a_retry(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "broken");
	CHECK_STR(life_of(&tale, task), "failed");
	HAPPENS(&tale, EVENT_retried, .task = task);
	go_on(&tale);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "green");
	CHECK_STR(life_of(&tale, task), "review");
	tale_end(&tale);
}

/* Gate 2 is an acceptance that has to be red on the base. */
static long long task_to_prove(struct tale *tale)
{
	HAPPENS(tale, EVENT_gate_known, .key = S("k2"), .name = S("accept-1"),
		.command = S("make new"), .is_red_first = 1);
	return task_with(tale, "a", (struct event){ .gates = S("2") });
}

static void an_acceptance_green_on_the_base_proves_nothing(void)
{
	struct tale tale = tale_begin();
	long long task = task_to_prove(&tale);

	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "proving");
	gate_says(&tale, 2, "t0", "green");
	CHECK_STR(life_of(&tale, task), "failed");
	CHECK_STR(task_at(tale.state, task)->blame, BLAME_SPECIFICATION);
	CHECK(strstr(task_at(tale.state, task)->reason, "proves nothing") != 0);
	CHECK_INT(session_of(&tale, task)->turns, 0);
	/* Nothing was worked on: the retry begins anew, on the tip of then. */
	HAPPENS(&tale, EVENT_tip, .commit = S("c9"), .tree = S("t9"));
	HAPPENS(&tale, EVENT_retried, .task = task);
	CHECK_STR(life_of(&tale, task), "waiting");
	go_on(&tale);
	CHECK_STR(session_of(&tale, task)->base, "c9");
	CHECK_INT(session_count(tale.state), 2);
	tale_end(&tale);
}

static void a_red_acceptance_is_proven_before_the_session_starts(void)
{
	struct tale tale = tale_begin();
	long long task = task_to_prove(&tale);

	go_on(&tale);
	CHECK(!turn_of(&tale, task));
	gate_says(&tale, 2, "t0", "red");
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(turn_of(&tale, task)->why, "first");
	/* Red on the base is what it is for: it excuses nothing later. */
	go_on(&tale);
	HAPPENS(&tale, EVENT_turn_ended, .job = turn_of(&tale, task)->record.id, .attempt = 1,
		.word = S("done"), .commit = S("c"), .tree = S("t1"), .gates = S("1\n2"));
	go_on(&tale);
	gate_says(&tale, 1, "t1", "green");
	gate_says(&tale, 2, "t1", "red");
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	tale_end(&tale);
}

static void a_proof_that_could_not_be_run_is_tried_again_with_the_task(void)
{
	struct tale tale = tale_begin();
	long long task = task_to_prove(&tale);

	go_on(&tale);
	gate_says(&tale, 2, "t0", "broken");
	CHECK_STR(task_at(tale.state, task)->blame, BLAME_ENVIRONMENT);
	HAPPENS(&tale, EVENT_retried, .task = task);
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "proving");
	gate_says(&tale, 2, "t0", "red");
	CHECK_STR(life_of(&tale, task), "working");
	tale_end(&tale);
}

static void a_lost_job_is_tried_again_and_its_late_lines_are_refused(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	HAPPENS(&tale, EVENT_job_lost, .job = job, .attempt = 1);
	CHECK_INT(session_of(&tale, task)->life, SESSION_queued);
	REFUSED(&tale, ERR_REFUSED, EVENT_usage, .job = job, .attempt = 1, .input = 5);
	go_on(&tale);
	CHECK_INT(job_at(tale.state, job)->attempt, 2);
	REFUSED(&tale, ERR_CONFLICT, EVENT_usage, .job = job, .attempt = 1, .input = 5);
	REFUSED(&tale, ERR_CONFLICT, EVENT_turn_ended, .job = job, .attempt = 1,
		.word = S("done"));
	REFUSED(&tale, ERR_CONFLICT, EVENT_job_lost, .job = job, .attempt = 1);
	HAPPENS(&tale, EVENT_usage, .job = job, .attempt = 2, .input = 5);
	CHECK_INT(job_count(tale.state), 1);
	tale_end(&tale);
}

static void runners_that_keep_vanishing_are_a_fault_of_the_machine(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job = 0;

	for (int i = 1; i <= 6; i++) {
		CHECK_STR(life_of(&tale, task), i == 1 ? "waiting" : "working");
		go_on(&tale);
		job = turn_of(&tale, task)->record.id;
		HAPPENS(&tale, EVENT_job_lost, .job = job, .attempt = i);
	}
	CHECK_STR(life_of(&tale, task), "failed");
	CHECK_STR(task_at(tale.state, task)->blame, BLAME_ENVIRONMENT);
	CHECK_INT(job_at(tale.state, job)->life, JOB_ended);
	HAPPENS(&tale, EVENT_retried, .task = task);
	go_on(&tale);
	CHECK_INT(turn_of(&tale, task)->losses, 0);
	tale_end(&tale);
}

static void a_check_whose_runner_keeps_vanishing_is_broken(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	turn_ends(&tale, task, "t1");
	for (int i = 1; i <= 6; i++) {
		go_on(&tale);
		HAPPENS(&tale, EVENT_job_lost, .job = run_at(tale.state, 1)->job, .attempt = i);
	}
	CHECK_INT(run_at(tale.state, 1)->life, RUN_broken);
	CHECK_STR(life_of(&tale, task), "failed");
	tale_end(&tale);
}

static void usage_is_summed_over_attempts_exactly(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	HAPPENS(&tale, EVENT_usage, .job = job, .attempt = 1, .input = 10, .cached = 4,
		.output = 1, .cost_microusd = 100);
	HAPPENS(&tale, EVENT_usage, .job = job, .attempt = 1, .input = 30, .cached = 9,
		.output = 3, .cost_microusd = 250);
	HAPPENS(&tale, EVENT_job_lost, .job = job, .attempt = 1);
	go_on(&tale);
	HAPPENS(&tale, EVENT_usage, .job = job, .attempt = 2, .input = 7, .cached = 1,
		.output = 2, .cost_microusd = 50);
	HAPPENS(&tale, EVENT_usage, .job = job, .attempt = 2, .input = 7, .cached = 1,
		.output = 2, .cost_microusd = 50);
	CHECK_INT(session_of(&tale, task)->input, 37);
	CHECK_INT(session_of(&tale, task)->cached, 10);
	CHECK_INT(session_of(&tale, task)->output, 5);
	CHECK_INT(session_of(&tale, task)->cost_microusd, 300);
	REFUSED(&tale, ERR_REFUSED, EVENT_usage, .job = job, .attempt = 2,
		.input = 0x7fffffffffffffffLL);
	REFUSED(&tale, ERR_REFUSED, EVENT_usage, .job = job, .attempt = 2, .output = -1);
	tale_end(&tale);
}

static void a_turn_without_a_change_is_asked_for_one(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	turn_ends(&tale, task, "t0");
	CHECK_STR(turn_of(&tale, task)->why, "no_change");
	go_on(&tale);
	/* Nothing was ever committed, not even the base is named. */
	HAPPENS(&tale, EVENT_turn_ended, .job = turn_of(&tale, task)->record.id, .attempt = 1,
		.word = S("done"));
	CHECK_STR(turn_of(&tale, task)->why, "no_change");
	go_on(&tale);
	HAPPENS(&tale, EVENT_turn_ended, .job = turn_of(&tale, task)->record.id, .attempt = 1,
		.word = S("done"), .commit = S("c0"), .tree = S("t0"), .loose = 2);
	CHECK_STR(life_of(&tale, task), "failed");
	CHECK_STR(task_at(tale.state, task)->reason,
		  "the session ended without a committed change: 2 paths are not committed (after 2 of 2 rounds)");
	CHECK_INT(run_count(tale.state), 0);
	tale_end(&tale);
}

static void an_agent_that_fails_gets_its_rounds_and_no_more(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	for (int i = 0; i < 3; i++) {
		go_on(&tale);
		HAPPENS(&tale, EVENT_turn_ended, .job = turn_of(&tale, task)->record.id,
			.attempt = 1, .word = S("failed"), .text = S("the turn failed: no login"));
	}
	CHECK_STR(life_of(&tale, task), "failed");
	CHECK_STR(task_at(tale.state, task)->reason,
		  "the turn failed: no login (after 2 of 2 rounds)");
	tale_end(&tale);
}

static void a_session_that_reports_blocked_is_believed(const char *word)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	HAPPENS(&tale, EVENT_reported, .job = job, .attempt = 1, .word = S(word),
		.text = S("no such API"));
	turn_ends(&tale, task, "t1");
	CHECK_STR(life_of(&tale, task), "failed");
	CHECK_STR(task_at(tale.state, task)->blame, BLAME_SPECIFICATION);
	CHECK(strstr(task_at(tale.state, task)->reason, "no such API") != 0);
	HAPPENS(&tale, EVENT_retried, .task = task, .text = S("use the old one"));
	CHECK_STR(session_of(&tale, task)->outcome ? session_of(&tale, task)->outcome : "", "");
	tale_end(&tale);
}

static void a_report_task_is_done_with_its_report(void)
{
	struct tale tale = tale_begin();
	long long task = task_with(&tale, "a", (struct event){ .form = S("report") });

	go_on(&tale);
	turn_ends(&tale, task, "t0");
	CHECK_STR(life_of(&tale, task), "working");
	go_on(&tale);
	HAPPENS(&tale, EVENT_reported, .job = turn_of(&tale, task)->record.id, .attempt = 1,
		.word = S("done"), .text = S("all of it"));
	turn_ends(&tale, task, "t0");
	CHECK_STR(life_of(&tale, task), "done");
	CHECK_STR(session_of(&tale, task)->report, "all of it");
	CHECK_INT(session_of(&tale, task)->life, SESSION_ended);
	CHECK_INT(go_on(&tale), 0);
	tale_end(&tale);
}

static long long stopped_why(const struct tale *tale, long long now, const char **why)
{
	struct order order = { 0 };

	*why = "";
	if (!plan_next(tale->state, now, &order) || order.kind != ORDER_stop_job)
		return 0;
	*why = order.why;
	return order.id;
}

static void a_turn_is_stopped_when_its_time_is_up(void)
{
	struct tale tale = tale_begin();
	long long task = task_with(&tale, "a", (struct event){ .time_ms = 1000 }), started;
	const char *why;

	go_on(&tale);
	started = turn_of(&tale, task)->started_ms;
	CHECK_INT(plan_wake(tale.state, tale.now), started + 1001);
	CHECK_INT(stopped_why(&tale, started + 1000, &why), 0);
	CHECK(stopped_why(&tale, started + 1001, &why) != 0);
	CHECK_STR(why, "time");
	tale.now = started + 1001;
	go_on(&tale);
	CHECK_INT(plan_wake(tale.state, tale.now), 0);
	turn_stops(&tale, turn_of(&tale, task)->record.id, "time");
	CHECK_STR(life_of(&tale, task), "failed");
	CHECK_STR(task_at(tale.state, task)->reason, "its time ran out");
	tale_end(&tale);
}

static void tokens_from_the_cache_are_free_and_the_others_are_not(void)
{
	struct tale tale = tale_begin();
	long long task = task_with(&tale, "a", (struct event){ .tokens = 100 }), job;
	const char *why;

	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	HAPPENS(&tale, EVENT_usage, .job = job, .attempt = 1, .input = 900, .cached = 850,
		.output = 50);
	CHECK_INT(stopped_why(&tale, tale.now, &why), 0);
	HAPPENS(&tale, EVENT_usage, .job = job, .attempt = 1, .input = 900, .cached = 850,
		.output = 51);
	CHECK_INT(stopped_why(&tale, tale.now, &why), job);
	CHECK_STR(why, "budget");
	go_on(&tale);
	turn_stops(&tale, job, "budget");
	CHECK_STR(life_of(&tale, task), "failed");
	/* It would be stopped again at once. */
	REFUSED(&tale, ERR_REFUSED, EVENT_retried, .task = task);
	HAPPENS(&tale, EVENT_task_fit, .name = S("a"), .tokens = 200, .rounds = 2);
	HAPPENS(&tale, EVENT_retried, .task = task);
	CHECK_STR(life_of(&tale, task), "working");
	tale_end(&tale);
}

static void what_names_an_unknown_gate_is_refused(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	REFUSED(&tale, ERR_MISSING, EVENT_turn_ended, .job = turn_of(&tale, task)->record.id,
		.attempt = 1, .word = S("done"), .commit = S("c"), .tree = S("t"),
		.gates = S("1\n7"));
	REFUSED(&tale, ERR_MISSING, EVENT_task_fit, .name = S("b"), .gates = S("7"));
	REFUSED(&tale, ERR_MISSING, EVENT_configured, .gates = S("x"));
	CHECK_INT(task_count(tale.state), 1);
	tale_end(&tale);
}

int main(void)
{
	a_change_goes_from_a_call_to_the_target();
	a_red_gate_goes_back_to_the_same_session();
	rounds_used_up_then_the_lead_has_it();
	a_review_begins_the_rounds_anew();
	a_gate_red_on_the_base_is_not_blamed_on_the_change();
	a_gate_that_counted_tests_on_the_base_and_counts_none_is_not_green();
	a_base_that_cannot_be_judged_is_no_verdict_on_the_change();
	a_gate_that_could_not_be_run_is_run_again_after_a_retry();
	an_acceptance_green_on_the_base_proves_nothing();
	a_red_acceptance_is_proven_before_the_session_starts();
	a_proof_that_could_not_be_run_is_tried_again_with_the_task();
	a_lost_job_is_tried_again_and_its_late_lines_are_refused();
	runners_that_keep_vanishing_are_a_fault_of_the_machine();
	a_check_whose_runner_keeps_vanishing_is_broken();
	usage_is_summed_over_attempts_exactly();
	a_turn_without_a_change_is_asked_for_one();
	an_agent_that_fails_gets_its_rounds_and_no_more();
	a_session_that_reports_blocked_is_believed("blocked");
	a_session_that_reports_blocked_is_believed("impossible");
	a_report_task_is_done_with_its_report();
	a_turn_is_stopped_when_its_time_is_up();
	tokens_from_the_cache_are_free_and_the_others_are_not();
	what_names_an_unknown_gate_is_refused();
	return tap_done();
}
