/* What other copies than its own say of a change, and what follows. */
#include "core/authority.h"

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
	CHECK_STR(proof_after("broken", "", "green"), "unproven");
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
	one_gate_that_can_tell_is_enough();
	fewer_tests_are_known_and_none_at_all_send_it_back();
	a_policy_believes_no_change_that_says_less_than_before();
	return tap_done();
}
