/* How work ends badly: each code by the way that leads to it, with its evidence; and claims beside the ledger. */
#include "tale.h"

#include "core/claims.h"
#include "core/failure.h"
#include "core/ledger.h"
#include "core/retry.h"

static const struct failure *failure_of(const struct tale *tale, long long task)
{
	return failure_at(tale->state, task_at(tale->state, task)->failure);
}

static void check_failed(const struct tale *tale, long long task, enum failure_code code, const char *evidence)
{
	const struct failure *failure = failure_of(tale, task);

	CHECK_STR(life_of(tale, task), "failed");
	CHECK(failure != 0);
	if (!failure)
		return;
	CHECK_STR(failure_codes[failure->code], failure_codes[code]);
	CHECK(failure->is_last);
	CHECK_STR(task_at(tale->state, task)->blame, failure_blame(code));
	CHECK_STR(failure->text, task_at(tale->state, task)->reason);
	CHECK(strstr(failure->evidence ? failure->evidence : "", evidence) != 0);
}

static long long task_of_one_round(struct tale *tale)
{
	long long task = task_with(tale, "a", (struct event){ .rounds = -1 });

	task_at(tale->state, task)->rounds = 0;
	go_on(tale);
	return task;
}

static void ends(struct tale *tale, long long task, const char *word, const char *error)
{
	const struct job *job = turn_of(tale, task);

	HAPPENS(tale, EVENT_turn_ended, .job = job->record.id, .attempt = job->attempt, .word = S(word), .error = S(error),
		.text = S("so it was"));
}

static void reports(struct tale *tale, long long task, const char *outcome, const char *text)
{
	const struct job *job = turn_of(tale, task);

	HAPPENS(tale, EVENT_reported, .job = job->record.id, .attempt = job->attempt, .word = S(outcome), .text = S(text));
}

static void claims(struct tale *tale, long long task, const char *kind, const char *what, const char *verdict)
{
	const struct job *job = turn_of(tale, task);

	HAPPENS(tale, EVENT_claimed, .job = job->record.id, .attempt = job->attempt, .word = S(kind), .text = S(what),
		.key = S(verdict), .list = S("as the record has it"));
}

static const struct claim *last_claim(const struct tale *tale)
{
	return claim_at(tale->state, claim_count(tale->state));
}

static void a_red_gate_is_a_faulty_implementation(void)
{
	struct tale tale = tale_begin();
	long long task = task_of_one_round(&tale);

	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "green");
	check_failed(&tale, task, FAILURE_faulty_implementation, "gate 'test' is red on tree t1");
	tale_end(&tale);
}

static void a_red_gate_that_was_said_to_be_green_is_a_false_report(void)
{
	struct tale tale = tale_begin();
	long long task = task_of_one_round(&tale);

	reports(&tale, task, "done", "all tests pass");
	claims(&tale, task, "passed", CLAIM_TESTS, "unproven");
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "green");
	check_failed(&tale, task, FAILURE_false_report, "it reported that the tests pass: gate 'test' is red");
	CHECK_INT(last_claim(&tale)->verdict, CLAIM_false);
	CHECK_INT(class_named(tale.state, "task")->claims, 1);
	CHECK_INT(class_named(tale.state, "task")->untrue, 1);
	tale_end(&tale);
}

/* Green by its exit alone: for whoever reads of it, it is what it was sent back for. */
static void a_gate_that_counts_no_test_any_more_passes_nothing(void)
{
	struct tale tale = tale_begin();
	long long task = task_of_one_round(&tale);
	const struct run *run;

	run = run_wanted(tale.state, 1, "t0", "c0");
	HAPPENS(&tale, EVENT_job_started, .job = run->job);
	HAPPENS(&tale, EVENT_check_ended, .job = run->job, .attempt = 1, .word = S("green"), .is_counted = 1, .passed = 3);
	claims(&tale, task, "passed", CLAIM_TESTS, "unproven");
	claims(&tale, task, "fixed", "test_a", "unproven");
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	run = run_of(tale.state, 1, "t1");
	HAPPENS(&tale, EVENT_check_ended, .job = run->job, .attempt = 1, .word = S("green"), .is_counted = 1);
	CHECK_INT(claim_at(tale.state, 1)->verdict, CLAIM_false);
	CHECK_INT(claim_at(tale.state, 2)->verdict, CLAIM_unproven);
	check_failed(&tale, task, FAILURE_false_report, "gate 'test' counts no test on tree t1, and some on the base: exit 0");
	check_failed(&tale, task, FAILURE_false_report, "it reported that the tests pass: gate 'test' counts no test any more on the tree");
	tale_end(&tale);
}

static void what_an_older_turn_reported_is_no_evidence_of_the_last_one(void)
{
	struct tale tale = tale_begin();
	long long task = task_of_one_round(&tale);

	task_at(tale.state, task)->rounds = 1;
	claims(&tale, task, "passed", CLAIM_TESTS, "false");
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "green");
	go_on(&tale);
	turn_ends(&tale, task, "t2");
	go_on(&tale);
	gate_says(&tale, 1, "t2", "red");
	check_failed(&tale, task, FAILURE_faulty_implementation, "gate 'test' is red on tree t2");
	CHECK(!strstr(failure_at(tale.state, task_at(tale.state, task)->failure)->evidence, "it reported"));
	tale_end(&tale);
}

static void who_saw_them_pass_is_not_called_a_liar(void)
{
	struct tale tale = tale_begin();
	long long task = task_of_one_round(&tale);
	const struct job *job = turn_of(&tale, task);

	HAPPENS(&tale, EVENT_claimed, .job = job->record.id, .attempt = job->attempt, .word = S("passed"), .text = S(CLAIM_TESTS),
		.key = S("unproven"), .list = S("its record: 'make test' ran with success"), .number = 1);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "green");
	CHECK_INT(last_claim(&tale)->verdict, CLAIM_unproven);
	check_failed(&tale, task, FAILURE_faulty_implementation, "gate 'test' is red");
	tale_end(&tale);
}

static void red_on_the_base_too_refutes_nothing(void)
{
	struct tale tale = tale_begin();
	long long task = task_of_one_round(&tale);

	claims(&tale, task, "passed", CLAIM_TESTS, "unproven");
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "red");
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_INT(last_claim(&tale)->verdict, CLAIM_unproven);
	tale_end(&tale);
}

static void what_the_ledger_shows_is_true(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	claims(&tale, task, "passed", CLAIM_TESTS, "unproven");
	claims(&tale, task, "passed", "make test", "unproven");
	claims(&tale, task, "passed", "make deploy", "unproven");
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "green");
	CHECK_INT(claim_at(tale.state, 1)->verdict, CLAIM_true);
	CHECK_INT(claim_at(tale.state, 2)->verdict, CLAIM_true);
	CHECK_INT(claim_at(tale.state, 3)->verdict, CLAIM_unproven);
	CHECK(!claims_are_false(tale.state, session_of(&tale, task)));
	tale_end(&tale);
}

static void no_policy_lets_a_false_report_pass(void)
{
	for (int is_false = 0; is_false < 2; is_false++) {
		struct tale tale = tale_begin();
		long long task = task_with(&tale, "a", (struct event){ .review_mode = S("policy") });

		go_on(&tale);
		claims(&tale, task, "untouched", CLAIM_TESTS, is_false ? "false" : "true");
		turn_ends(&tale, task, "t1");
		go_on(&tale);
		gate_says(&tale, 1, "t1", "green");
		CHECK_STR(life_of(&tale, task), is_false ? "review" : "approved");
		tale_end(&tale);
	}
}

static void a_held_out_gate_is_none_that_an_agent_can_have_meant(void)
{
	struct gate gate = { .name = S("secret"), .command = S("../private/test.sh"), .is_held_out = 1 };

	CHECK(!claim_means_gate(CLAIM_GATES, &gate));
	CHECK(!claim_means_gate(CLAIM_TESTS, &gate));
	gate.is_held_out = 0;
	CHECK(claim_means_gate(CLAIM_TESTS, &gate));
	CHECK(claim_means_gate("secret", &gate));
	gate.command = S("make lint");
	CHECK(!claim_means_gate(CLAIM_TESTS, &gate));
	gate.command = S("sh ci/suite.sh");
	CHECK(claim_means_gate(CLAIM_TESTS, &gate));
}

/* The session comes back with what it was sent back for: fixed it, or not. */
static void what_was_fixed_is_looked_up_by_name(bool is_fixed)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");
	const struct run *run;

	go_on(&tale);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	run = run_of(tale.state, 1, "t1");
	HAPPENS(&tale, EVENT_check_ended, .job = run->job, .attempt = 1, .word = S("red"), .is_counted = 1, .failed = 1,
		.list = S("my_test_a suite test_a"));
	go_on(&tale);
	gate_says(&tale, 1, "t0", "green");
	go_on(&tale);
	claims(&tale, task, "fixed", "test_a", "unproven");
	claims(&tale, task, "fixed", "", "unproven");
	claims(&tale, task, "fixed", "test_ab", "unproven");
	turn_ends(&tale, task, "t2");
	go_on(&tale);
	run = run_of(tale.state, 1, "t2");
	HAPPENS(&tale, EVENT_check_ended, .job = run->job, .attempt = 1, .word = S(is_fixed ? "green" : "red"), .is_counted = 1,
		.failed = !is_fixed, .list = S(is_fixed ? "" : "my_test_a suite test_a"));
	CHECK_INT(claim_at(tale.state, 1)->verdict, is_fixed ? CLAIM_true : CLAIM_false);
	CHECK_INT(claim_at(tale.state, 2)->verdict, is_fixed ? CLAIM_true : CLAIM_false);
	CHECK_INT(claim_at(tale.state, 3)->verdict, CLAIM_unproven);
	tale_end(&tale);
}

static void a_claim_of_no_kind_and_too_many_are_refused(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");
	const struct job *job;

	go_on(&tale);
	job = turn_of(&tale, task);
	REFUSED(&tale, ERR_REFUSED, EVENT_claimed, .job = job->record.id, .attempt = 1, .word = S("swore"), .key = S("true"));
	for (int i = 0; i < CLAIMS_MOST; i++) {
		_autofree_ char *what = mem_printf("make t%d", i);

		claims(&tale, task, "ran", what, "true");
		claims(&tale, task, "ran", what, "false");
	}
	CHECK_INT(claim_count(tale.state), CLAIMS_MOST);
	CHECK_INT(class_named(tale.state, "task")->claims, CLAIMS_MOST);
	CHECK_INT(class_named(tale.state, "task")->untrue, CLAIMS_MOST);
	REFUSED(&tale, ERR_REFUSED, EVENT_claimed, .job = job->record.id, .attempt = 1, .word = S("ran"), .key = S("true"));
	tale_end(&tale);
}

static void who_reports_that_it_cannot_be_done_has_not_failed(void)
{
	static const struct {
		const char *outcome;
		enum failure_code code;
	} ways[] = { { "impossible", FAILURE_impossible }, { "blocked", FAILURE_blocked } };

	for (size_t i = 0; i < 2; i++) {
		struct tale tale = tale_begin();
		long long task = task_new(&tale, "a");

		go_on(&tale);
		reports(&tale, task, ways[i].outcome, "there is no such file");
		turn_ends(&tale, task, "t0");
		check_failed(&tale, task, ways[i].code, "signal 'blocked'");
		CHECK_STR(failure_blame(ways[i].code), BLAME_SPECIFICATION);
		CHECK(strstr(failure_words(ways[i].code), "thanks to it") != 0);
		tale_end(&tale);
	}
}

static void nothing_committed_is_no_change_or_a_premature_end(void)
{
	for (int loose = 0; loose < 2; loose++) {
		struct tale tale = tale_begin();
		long long task = task_of_one_round(&tale);
		const struct job *job = turn_of(&tale, task);

		HAPPENS(&tale, EVENT_turn_ended, .job = job->record.id, .attempt = 1, .word = S("done"), .commit = S("c0"),
			.tree = S("t0"), .loose = loose);
		check_failed(&tale, task, loose ? FAILURE_premature_end : FAILURE_no_change, "signal 'early'");
		tale_end(&tale);
	}
}

static void an_acceptance_that_is_green_on_the_base_proves_nothing(void)
{
	struct tale tale = tale_begin();
	long long task;

	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("new"), .command = S("make new"), .is_red_first = 1);
	task = task_with(&tale, "a", (struct event){ .gates = S("2") });
	go_on(&tale);
	gate_says(&tale, 2, "t0", "green");
	check_failed(&tale, task, FAILURE_unproven_acceptance, "acceptance 'make new' is green on the base");
	tale_end(&tale);
}

static void what_could_not_be_run_is_the_machines(void)
{
	struct tale tale = tale_begin();
	long long task = task_of_one_round(&tale);

	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "broken");
	check_failed(&tale, task, FAILURE_machine, "gate 'test' could not be run");
	tale_end(&tale);
}

static void time_and_budget_run_out_by_their_own_codes(void)
{
	static const struct {
		const char *why;
		enum failure_code code;
	} ways[] = { { "time", FAILURE_out_of_time }, { "budget", FAILURE_out_of_budget } };

	for (size_t i = 0; i < 2; i++) {
		struct tale tale = tale_begin();
		long long task = task_new(&tale, "a");

		go_on(&tale);
		turn_stops(&tale, turn_of(&tale, task)->record.id, ways[i].why);
		check_failed(&tale, task, ways[i].code, "turn 1");
		tale_end(&tale);
	}
}

/* Those that go on are tried until they fail for good. */
static void an_error_ends_as_its_code(void)
{
	static const struct {
		const char *error;
		enum failure_code code;
	} ways[] = {
		{ "authentication", FAILURE_login_lost }, { "bad_request", FAILURE_refused }, { "refusal", FAILURE_refused },
		{ "budget", FAILURE_agent_limit },	  { "no_program", FAILURE_machine },  { "cut", FAILURE_provider },
		{ "crashed", FAILURE_broken_off },	  { "silent", FAILURE_stall },	      { "looping", FAILURE_loop },
		{ "", FAILURE_broken_off },
	};

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct tale tale = tale_begin();
		long long task = task_of_one_round(&tale);

		record_set(task_at(tale.state, task), &task_at(tale.state, task)->provider, "someone");
		for (int n = 0; n < RETRY_TIMES + 2 && !failure_of(&tale, task); n++) {
			tale.now += RETRY_PAUSE_MOST_MS * 2;
			go_on(&tale);
			ends(&tale, task, "failed", ways[i].error);
		}
		check_failed(&tale, task, ways[i].code, "session 1, turn 1");
		tale_end(&tale);
	}
}

static void what_does_not_go_with_what_landed_is_coordination(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	task_at(tale.state, task)->rounds = 0;
	lead_approves(&tale, task);
	HAPPENS(&tale, EVENT_conflicted, .landing = 1, .list = S("src/a.c"), .base = S("c9"), .base_tree = S("t9"));
	check_failed(&tale, task, FAILURE_conflict, "conflicts with what landed meanwhile: src/a.c");
	tale_end(&tale);

	tale = tale_begin();
	task = task_in_review(&tale, "a", "t1");
	task_at(tale.state, task)->rounds = 0;
	lead_approves(&tale, task);
	HAPPENS(&tale, EVENT_tip, .commit = S("c9"), .tree = S("t9"));
	go_on(&tale);
	gate_says(&tale, 1, "c of t1 on c9", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t9", "green");
	check_failed(&tale, task, FAILURE_merged_red, "gate 'test' is red on tree c of t1 on c");
	tale_end(&tale);
}

static void a_rejection_is_what_the_lead_says_or_what_facts_say(void)
{
	static const struct {
		const char *said, *outside, *protected, *claim;
		enum failure_code code;
	} ways[] = {
		{ "", "", "", "true", FAILURE_rejected },
		{ "intent-misread", "", "", "true", FAILURE_intent_misread },
		{ "wrong_diagnosis", "", "", "false", FAILURE_wrong_diagnosis },
		{ "", "README", "", "true", FAILURE_constraint_violated },
		{ "", "", "Makefile", "true", FAILURE_overreach },
		{ "", "README", "", "false", FAILURE_false_report },
	};

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct tale tale = tale_begin();
		long long task = task_new(&tale, "a");
		const struct job *job;

		go_on(&tale);
		job = turn_of(&tale, task);
		claims(&tale, task, "untouched", CLAIM_TESTS, ways[i].claim);
		HAPPENS(&tale, EVENT_turn_ended, .job = job->record.id, .attempt = 1, .word = S("done"), .commit = S("c1"),
			.tree = S("t1"), .gates = S("1"), .outside = S(ways[i].outside), .protected = S(ways[i].protected));
		go_on(&tale);
		gate_says(&tale, 1, "t1", "green");
		HAPPENS(&tale, EVENT_rejected, .review = 1, .text = S("not so"), .by = S("lead"), .word = S(ways[i].said));
		CHECK_STR(life_of(&tale, task), "working");
		CHECK_INT(failure_count(tale.state), 1);
		CHECK_STR(failure_codes[failure_at(tale.state, 1)->code], failure_codes[ways[i].code]);
		CHECK(!failure_at(tale.state, 1)->is_last);
		CHECK(text_same(failure_at(tale.state, 1)->by, *ways[i].said ? "lead" : ""));
		CHECK_INT(task_at(tale.state, task)->failure, 0);
		tale_end(&tale);
	}
}

static void a_class_that_is_none_rejects_nothing(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	REFUSED(&tale, ERR_REFUSED, EVENT_rejected, .review = 1, .text = S("no"), .word = S("bad luck"));
	/* What leadhand alone can know. */
	REFUSED(&tale, ERR_REFUSED, EVENT_rejected, .review = 1, .text = S("no"), .word = S("machine"));
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_INT(failure_count(tale.state), 0);
	tale_end(&tale);
}

static void who_is_tried_again_has_no_failure_and_history_keeps_it(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	reports(&tale, task, "impossible", "no");
	turn_ends(&tale, task, "t0");
	HAPPENS(&tale, EVENT_retried, .task = task, .text = S("it is there now"));
	CHECK_INT(task_at(tale.state, task)->failure, 0);
	CHECK_INT(failure_count(tale.state), 1);
	tale_end(&tale);
}

static void every_code_says_what_it_is_and_what_would_prevent_it(void)
{
	static const char *const classes[] = { BLAME_SPECIFICATION, BLAME_COORDINATION, BLAME_VERIFICATION, BLAME_ENVIRONMENT };
	_autofree_ char *sayings = failure_sayings();

	for (int code = 0; code < FAILURE_CODE_COUNT; code++) {
		bool is_class = false;

		for (size_t i = 0; i < 4; i++)
			is_class |= text_same(classes[i], failure_blame((enum failure_code)code));
		CHECK(is_class);
		CHECK(*failure_words((enum failure_code)code) && *failure_prevent((enum failure_code)code));
		CHECK_INT(failure_code_of(failure_codes[code]), code);
		CHECK(!*failure_sort((enum failure_code)code) || failure_sort((enum failure_code)code)[0] == 'S');
	}
	CHECK_INT(failure_code_of("intent-misread"), FAILURE_intent_misread);
	CHECK_INT(failure_code_of("intent"), -1);
	CHECK_INT(failure_code_of(""), -1);
	CHECK(strstr(sayings, "intent_misread") && !strstr(sayings, "machine"));
}

int main(void)
{
	a_red_gate_is_a_faulty_implementation();
	a_red_gate_that_was_said_to_be_green_is_a_false_report();
	a_gate_that_counts_no_test_any_more_passes_nothing();
	what_an_older_turn_reported_is_no_evidence_of_the_last_one();
	who_saw_them_pass_is_not_called_a_liar();
	red_on_the_base_too_refutes_nothing();
	what_the_ledger_shows_is_true();
	no_policy_lets_a_false_report_pass();
	a_held_out_gate_is_none_that_an_agent_can_have_meant();
	what_was_fixed_is_looked_up_by_name(true);
	what_was_fixed_is_looked_up_by_name(false);
	a_claim_of_no_kind_and_too_many_are_refused();
	who_reports_that_it_cannot_be_done_has_not_failed();
	nothing_committed_is_no_change_or_a_premature_end();
	an_acceptance_that_is_green_on_the_base_proves_nothing();
	what_could_not_be_run_is_the_machines();
	time_and_budget_run_out_by_their_own_codes();
	an_error_ends_as_its_code();
	what_does_not_go_with_what_landed_is_coordination();
	a_rejection_is_what_the_lead_says_or_what_facts_say();
	a_class_that_is_none_rejects_nothing();
	who_is_tried_again_has_no_failure_and_history_keeps_it();
	every_code_says_what_it_is_and_what_would_prevent_it();
	return tap_done();
}
