/* What other copies than its own say of a change, and what follows. */
#include "core/authority.h"
#include "core/flake.h"

#include "core/ledger.h"
#include "tale.h"

/* A turn's end with these facts about its copies; of the tree t1. */
static long long offered(struct tale *tale, struct event with)
{
	long long task = task_new(tale, "a");

	go_on(tale);
	with.kind = EVENT_turn_ended;
	with.job = turn_of(tale, task)->record.id;
	with.attempt = 1;
	with.word = S("done");
	with.commit = S("c1");
	with.tree = S("t1");
	with.gates = with.gates ? with.gates : S("1");
	CHECK_INT(take(tale, with), 0);
	go_on(tale);
	return task;
}

static void says(struct tale *tale, long long gate, const char *tree, struct event with)
{
	const struct run *run = run_of(tale->state, gate, tree);

	CHECK(run && run->life == RUN_running);
	if (!run)
		return;
	with.kind = EVENT_check_ended;
	with.job = run->job;
	with.attempt = job_at(tale->state, run->job)->attempt;
	CHECK_INT(take(tale, with), 0);
	go_on(tale);
}

static const char *word_of(const struct tale *tale, long long task)
{
	return proof_words[red_proof_of(tale->state, session_of(tale, task)).word];
}

static void what_the_scope_does_not_name_goes_back_before_any_gate_runs(void)
{
	struct tale tale = tale_begin();
	long long task = offered(&tale, (struct event){ .protected = S("Makefile"), .unnamed = S("Makefile") });

	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(turn_of(&tale, task)->why, "protected");
	CHECK_STR(turn_of(&tale, task)->text, "Makefile");
	CHECK_INT(run_count(tale.state), 0);
	tale_end(&tale);
}

static void both_copies_judge_and_the_old_one_does_not_block(void)
{
	struct tale tale = tale_begin();
	long long task = offered(&tale, (struct event){ .protected = S("Makefile"), .judged = S("tj"), .judged_commit = S("cj") });

	CHECK(!run_of(tale.state, 1, "tj"));
	says(&tale, 1, "t1", (struct event){ .word = S("green") });
	CHECK_STR(life_of(&tale, task), "gating");
	CHECK_STR(run_of(tale.state, 1, "tj")->commit, "cj");
	says(&tale, 1, "tj", (struct event){ .word = S("red") });
	CHECK_STR(life_of(&tale, task), "review");
	tale_end(&tale);
}

static const char *proof_after(const char *on_proof, const char *cause, const char *on_base)
{
	struct tale tale = tale_begin();
	long long task = offered(&tale, (struct event){ .tests = S("t.py"), .proof = S("tp"), .proof_commit = S("cp") });
	const char *word;

	says(&tale, 1, "t1", (struct event){ .word = S("green") });
	CHECK_STR(word_of(&tale, task), "pending");
	says(&tale, 1, "tp", (struct event){ .word = S(on_proof), .cause = S(cause) });
	if (on_base)
		says(&tale, 1, "t0", (struct event){ .word = S(on_base) });
	CHECK_STR(life_of(&tale, task), "review");
	word = word_of(&tale, task);
	tale_end(&tale);
	return word;
}

static void a_test_is_proven_where_it_is_red_without_the_change_by_an_assertion(void)
{
	CHECK_STR(proof_after("red", "", "green"), "proven");
	CHECK_STR(proof_after("red", "missing", "green"), "unproven");
	CHECK_STR(proof_after("green", "", 0), "vacuous");
	CHECK_STR(proof_after("red", "", "red"), "none");
	CHECK_STR(proof_after("broken", "", 0), "unproven");
	CHECK_STR(proof_after("red", "", "broken"), "unproven");
}

static void a_gate_that_was_ended_for_its_time_proves_nothing(void)
{
	struct tale tale = tale_begin();
	long long task = offered(&tale, (struct event){ .tests = S("t.py"), .proof = S("tp"), .proof_commit = S("cp") });

	says(&tale, 1, "t1", (struct event){ .word = S("green") });
	says(&tale, 1, "tp", (struct event){ .word = S("red"), .is_late = 1 });
	says(&tale, 1, "t0", (struct event){ .word = S("green") });
	CHECK_STR(word_of(&tale, task), "unproven");
	tale_end(&tale);
}

static void each_acceptance_that_has_to_be_red_has_to_prove_it(void)
{
	static const char *const on_proof[][2] = { { "red", "green" }, { "green", "red" } };

	for (size_t i = 0; i < 2; i++) {
		struct tale tale = tale_begin();
		long long task;

		HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("accept-1"), .command = S("a"), .is_red_first = 1);
		HAPPENS(&tale, EVENT_gate_known, .key = S("k3"), .name = S("accept-2"), .command = S("b"), .is_red_first = 1);
		task = task_with(&tale, "a", (struct event){ .gates = S("2\n3"), .rounds = 1 });
		go_on(&tale);
		says(&tale, 2, "t0", (struct event){ .word = S("red") });
		says(&tale, 3, "t0", (struct event){ .word = S("red") });
		HAPPENS(&tale, EVENT_turn_ended, .job = turn_of(&tale, task)->record.id, .attempt = 1, .word = S("done"),
			.commit = S("c1"), .tree = S("t1"), .gates = S("2\n3"), .tests = S("t.py"), .proof = S("tp"),
			.proof_commit = S("cp"));
		go_on(&tale);
		says(&tale, 2, "t1", (struct event){ .word = S("green") });
		says(&tale, 3, "t1", (struct event){ .word = S("green") });
		says(&tale, 2, "tp", (struct event){ .word = S(on_proof[i][0]) });
		/* The first one that proves nothing is enough to know. */
		if (text_same(on_proof[i][0], "red"))
			says(&tale, 3, "tp", (struct event){ .word = S(on_proof[i][1]) });
		CHECK_STR(word_of(&tale, task), "vacuous");
		CHECK_STR(turn_of(&tale, task)->why, "unproven");
		tale_end(&tale);
	}
}

/* An acceptance, gate 2, that has to be red on the base, and was. */
static long long offered_red_first(struct tale *tale)
{
	long long task;

	HAPPENS(tale, EVENT_gate_known, .key = S("k2"), .name = S("accept-1"), .command = S("pytest new"), .is_red_first = 1);
	task = task_with(tale, "a", (struct event){ .gates = S("2") });
	go_on(tale);
	says(tale, 2, "t0", (struct event){ .word = S("red") });
	HAPPENS(tale, EVENT_turn_ended, .job = turn_of(tale, task)->record.id, .attempt = 1, .word = S("done"), .commit = S("c1"),
		.tree = S("t1"), .gates = S("2"), .tests = S("t.py"), .proof = S("tp"), .proof_commit = S("cp"));
	go_on(tale);
	says(tale, 2, "t1", (struct event){ .word = S("green") });
	return task;
}

static void an_acceptance_that_could_not_be_run_without_the_change_proves_nothing(void)
{
	struct tale tale = tale_begin();
	long long task = offered_red_first(&tale);

	says(&tale, 2, "tp", (struct event){ .word = S("broken"), .text = S("out of memory") });
	CHECK_STR(word_of(&tale, task), "unproven");
	CHECK(!copies_are_clean(tale.state, session_of(&tale, task)));
	/* It is for the lead to look at: the session could not mend the machine. */
	CHECK_STR(life_of(&tale, task), "review");
	tale_end(&tale);
}

static void a_gate_that_counts_no_tests_does_not_know_better_than_one_that_does(void)
{
	static const struct {
		const char *word, *cause, *wanted;
	} cases[] = { { "green", "", "vacuous" }, { "red", "missing", "unproven" }, { "broken", "", "unproven" } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct tale tale = tale_begin();
		long long task;

		HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("unit"), .command = S("pytest"), .report = S("j.xml"));
		task = offered(&tale, (struct event){ .gates = S("1\n2"), .tests = S("t.py"), .proof = S("tp"), .proof_commit = S("cp") });
		says(&tale, 1, "t1", (struct event){ .word = S("green") });
		says(&tale, 2, "t1", (struct event){ .word = S("green") });
		says(&tale, 2, "tp", (struct event){ .word = S(cases[i].word), .cause = S(cases[i].cause) });
		says(&tale, 2, "t0", (struct event){ .word = S("green") });
		/* A linter would be red there for what is missing: it is not asked. */
		CHECK_STR(life_of(&tale, task), "review");
		CHECK_STR(word_of(&tale, task), cases[i].wanted);
		CHECK(!run_of(tale.state, 1, "tp"));
		tale_end(&tale);
	}
}

static const char *proof_over_red(const char *on_proof, long long failed, const char *cause)
{
	struct tale tale = tale_begin();
	const char *word;
	long long task;

	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("unit"), .command = S("pytest"), .report = S("j.xml"));
	task = offered(&tale, (struct event){ .gates = S("2"), .tests = S("t.py"), .proof = S("tp"), .proof_commit = S("cp") });
	says(&tale, 2, "t1", (struct event){ .word = S("green"), .is_counted = 1, .passed = 9 });
	says(&tale, 2, "t0", (struct event){ .word = S("red"), .is_counted = 1, .passed = 7, .failed = 1, .list = S("old") });
	says(&tale, 2, "tp", (struct event){ .word = S("red"), .cause = S(cause), .is_counted = 1, .passed = 7, .failed = failed,
					     .list = S(on_proof) });
	word = word_of(&tale, task);
	tale_end(&tale);
	return word;
}

static void where_the_base_is_red_by_itself_a_test_proves_by_a_name_that_the_base_does_not_fail(void)
{
	CHECK_STR(proof_over_red("new\nold", 2, ""), "proven");
	CHECK_STR(proof_over_red("new", 1, ""), "proven");
	CHECK_STR(proof_over_red("new\nold", 2, "missing"), "unproven");
	CHECK_STR(proof_over_red("old", 1, ""), "none");
	/* More failures without names may be the same ones. */
	CHECK_STR(proof_over_red("old", 5, ""), "none");
}

static void a_test_that_was_flaky_before_is_run_again_before_it_proves_anything(void)
{
	struct tale tale = tale_begin();
	long long task;

	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("unit"), .command = S("pytest"), .report = S("j.xml"));
	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("2"), .sessions = 2, .checks = 9, .reruns = 5);
	test_for(tale.state, "unit: shaky");
	task = offered(&tale, (struct event){ .gates = S("2"), .tests = S("t.py"), .proof = S("tp"), .proof_commit = S("cp") });
	says(&tale, 2, "t1", (struct event){ .word = S("green"), .is_counted = 1, .passed = 3 });
	says(&tale, 2, "t0", (struct event){ .word = S("green"), .is_counted = 1, .passed = 2 });
	says(&tale, 2, "tp", (struct event){ .word = S("red"), .is_counted = 1, .passed = 2, .failed = 1, .list = S("shaky") });
	CHECK_STR(word_of(&tale, task), "pending");
	says(&tale, 2, "tp", (struct event){ .word = S("green"), .is_counted = 1, .passed = 3 });
	CHECK_STR(word_of(&tale, task), "vacuous");
	CHECK_STR(life_of(&tale, task), "review");
	tale_end(&tale);
}

static void what_a_gate_that_was_flaky_says_of_a_proof_is_asked_twice(void)
{
	struct tale tale = tale_begin();
	long long task;

	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 2, .checks = 9, .reruns = 5);
	gate_at(tale.state, 1)->doubts = gate_at(tale.state, 1)->flakes = 1;
	task = offered(&tale, (struct event){ .tests = S("t.py"), .proof = S("tp"), .proof_commit = S("cp") });
	says(&tale, 1, "t1", (struct event){ .word = S("green") });
	says(&tale, 1, "tp", (struct event){ .word = S("red") });
	CHECK_STR(word_of(&tale, task), "pending");
	says(&tale, 1, "tp", (struct event){ .word = S("green") });
	CHECK_STR(word_of(&tale, task), "vacuous");
	tale_end(&tale);
}

/* Or a base that is red by chance would take the proof away. */
static void a_base_that_is_red_is_asked_again_before_it_takes_a_proof_away(void)
{
	struct tale tale = tale_begin();
	long long task;

	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 2, .checks = 9, .reruns = 1);
	task = offered(&tale, (struct event){ .tests = S("t.py"), .proof = S("tp"), .proof_commit = S("cp") });
	says(&tale, 1, "t1", (struct event){ .word = S("green") });
	says(&tale, 1, "tp", (struct event){ .word = S("red") });
	says(&tale, 1, "t0", (struct event){ .word = S("red") });
	CHECK_STR(life_of(&tale, task), "gating");
	says(&tale, 1, "t0", (struct event){ .word = S("green") });
	/* So the gate is one that fails now and then, and the proof is asked again as well. */
	CHECK_STR(word_of(&tale, task), "pending");
	says(&tale, 1, "tp", (struct event){ .word = S("red") });
	CHECK_STR(word_of(&tale, task), "proven");
	CHECK_STR(life_of(&tale, task), "review");
	tale_end(&tale);
}

static void a_new_test_of_a_gate_that_never_was_flaky_is_run_once(void)
{
	struct tale tale = tale_begin();
	long long task;

	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 2, .checks = 9, .reruns = 5);
	task = offered(&tale, (struct event){ .tests = S("t.py"), .proof = S("tp"), .proof_commit = S("cp") });
	says(&tale, 1, "t1", (struct event){ .word = S("green") });
	says(&tale, 1, "tp", (struct event){ .word = S("red") });
	says(&tale, 1, "t0", (struct event){ .word = S("green") });
	CHECK_STR(word_of(&tale, task), "proven");
	CHECK_STR(life_of(&tale, task), "review");
	tale_end(&tale);
}

static void one_gate_that_can_tell_is_enough(void)
{
	struct tale tale = tale_begin();
	long long task;

	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("unit"), .command = S("pytest"), .report = S("junit.xml"));
	task = offered(&tale, (struct event){ .gates = S("1\n2"), .tests = S("t.py"), .proof = S("tp"), .proof_commit = S("cp") });
	says(&tale, 1, "t1", (struct event){ .word = S("green") });
	says(&tale, 2, "t1", (struct event){ .word = S("green") });
	/* What counts tests is asked first, and compared with the base; the other one need not run. */
	says(&tale, 2, "tp", (struct event){ .word = S("red") });
	says(&tale, 2, "t0", (struct event){ .word = S("green") });
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_STR(word_of(&tale, task), "proven");
	CHECK(!run_of(tale.state, 1, "tp"));
	tale_end(&tale);
}

static void fewer_tests_are_known_and_none_at_all_send_it_back(void)
{
	struct tale tale = tale_begin();
	struct account account;
	long long task;

	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("unit"), .command = S("pytest"), .report = S("junit.xml"));
	task = offered(&tale, (struct event){ .gates = S("2") });
	says(&tale, 2, "t1", (struct event){ .word = S("green"), .is_counted = 1, .passed = 3, .skipped = 2 });
	says(&tale, 2, "t0", (struct event){ .word = S("green"), .is_counted = 1, .passed = 4, .skipped = 0 });
	CHECK_STR(life_of(&tale, task), "review");
	CHECK(account_fell(tale.state, session_of(&tale, task), 2, &account));
	CHECK_INT(account.now, 3);
	CHECK_INT(account.before, 4);
	CHECK_INT(account.skipped_now, 2);
	CHECK(!copies_are_clean(tale.state, session_of(&tale, task)));
	HAPPENS(&tale, EVENT_rejected, .review = 1, .text = S("more"), .by = S("lead"));
	go_on(&tale);
	HAPPENS(&tale, EVENT_turn_ended, .job = turn_of(&tale, task)->record.id, .attempt = 1, .word = S("done"), .commit = S("c2"),
		.tree = S("t2"), .gates = S("2"));
	go_on(&tale);
	says(&tale, 2, "t2", (struct event){ .word = S("green"), .is_counted = 1, .skipped = 6 });
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	CHECK(!text_is_empty(turn_of(&tale, task)->runs));
	tale_end(&tale);
}

static bool fell(struct event now, struct event before)
{
	struct tale tale = tale_begin();
	struct account account;
	long long task;
	bool has_fallen;

	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("unit"), .command = S("pytest"), .report = S("junit.xml"));
	task = offered(&tale, (struct event){ .gates = S("2") });
	now.word = before.word = S("green");
	says(&tale, 2, "t1", now);
	says(&tale, 2, "t0", before);
	has_fallen = account_fell(tale.state, session_of(&tale, task), 2, &account);
	tale_end(&tale);
	return has_fallen;
}

static void more_tests_do_not_make_up_for_those_that_are_skipped_now(void)
{
	CHECK(fell((struct event){ .is_counted = 1, .passed = 9, .skipped = 1 }, (struct event){ .is_counted = 1, .passed = 4 }));
	CHECK(!fell((struct event){ .is_counted = 1, .passed = 9, .skipped = 1 },
		    (struct event){ .is_counted = 1, .passed = 9, .skipped = 1 }));
	/* What was counted by nobody cannot fall. */
	CHECK(!fell((struct event){ .is_counted = 1, .passed = 9, .skipped = 1 }, (struct event){ .is_counted = 0 }));
}

static void a_policy_believes_no_change_that_says_less_than_before(void)
{
	struct tale tale = tale_begin();
	long long task = offered(&tale, (struct event){ .tampering = S("masked\t1\trun.sh\texit 0") });

	says(&tale, 1, "t1", (struct event){ .word = S("green") });
	CHECK(!copies_are_clean(tale.state, session_of(&tale, task)));
	CHECK_STR(copies_commit(session_of(&tale, task), "t0"), "c0");
	CHECK_STR(copies_commit(session_of(&tale, task), "t1"), "c1");
	CHECK(!copies_commit(session_of(&tale, task), "t9"));
	tale_end(&tale);
}

int main(void)
{
	what_the_scope_does_not_name_goes_back_before_any_gate_runs();
	both_copies_judge_and_the_old_one_does_not_block();
	a_test_is_proven_where_it_is_red_without_the_change_by_an_assertion();
	an_acceptance_that_could_not_be_run_without_the_change_proves_nothing();
	a_gate_that_counts_no_tests_does_not_know_better_than_one_that_does();
	where_the_base_is_red_by_itself_a_test_proves_by_a_name_that_the_base_does_not_fail();
	a_test_that_was_flaky_before_is_run_again_before_it_proves_anything();
	a_new_test_of_a_gate_that_never_was_flaky_is_run_once();
	one_gate_that_can_tell_is_enough();
	fewer_tests_are_known_and_none_at_all_send_it_back();
	a_policy_believes_no_change_that_says_less_than_before();
	a_gate_that_was_ended_for_its_time_proves_nothing();
	each_acceptance_that_has_to_be_red_has_to_prove_it();
	what_a_gate_that_was_flaky_says_of_a_proof_is_asked_twice();
	a_base_that_is_red_is_asked_again_before_it_takes_a_proof_away();
	more_tests_do_not_make_up_for_those_that_are_skipped_now();
	return tap_done();
}
