/* From an approval to the target: nothing lands that was not approved and is not green. */
#include "core/queue.h"
#include "tale.h"

static void an_approval_of_another_tree_is_a_conflict(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	REFUSED(&tale, ERR_CONFLICT, EVENT_approved, .review = 1, .tree = S("t2"),
		.by = S("lead"));
	REFUSED(&tale, ERR_CONFLICT, EVENT_approved, .review = 1, .by = S("lead"));
	REFUSED(&tale, ERR_MISSING, EVENT_approved, .review = 2, .tree = S("t1"));
	CHECK_STR(life_of(&tale, task), "review");
	lead_approves(&tale, task);
	REFUSED(&tale, ERR_CONFLICT, EVENT_approved, .review = 1, .tree = S("t1"),
		.by = S("lead"));
	CHECK_INT(landing_count(tale.state), 1);
	tale_end(&tale);
}

static void a_rejection_goes_back_with_the_text(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	HAPPENS(&tale, EVENT_rejected, .review = 1, .text = S("too clever"), .by = S("lead"));
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(turn_of(&tale, task)->why, "rejected");
	CHECK_STR(turn_of(&tale, task)->text, "too clever");
	REFUSED(&tale, ERR_CONFLICT, EVENT_approved, .review = 1, .tree = S("t1"),
		.by = S("lead"));
	tale_end(&tale);
}

static void an_approval_can_be_taken_back_until_it_has_landed(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	go_on(&tale);
	HAPPENS(&tale, EVENT_rejected, .review = 1, .text = S("no"), .by = S("lead"));
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_INT(last_landing(&tale)->life, LANDING_returned);
	REFUSED(&tale, ERR_REFUSED, EVENT_landed, .landing = 1);
	tale_end(&tale);
}

static void a_conflict_goes_back_with_the_new_base_and_voids_the_approval(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	HAPPENS(&tale, EVENT_tip, .commit = S("c5"), .tree = S("t5"));
	HAPPENS(&tale, EVENT_conflicted, .landing = 1, .list = S("src/a.c\nsrc/b.c"),
		.base = S("c5"), .base_tree = S("t5"));
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(turn_of(&tale, task)->why, "conflict");
	CHECK_STR(turn_of(&tale, task)->text, "src/a.c\nsrc/b.c");
	CHECK_STR(session_of(&tale, task)->base, "c5");
	CHECK_STR(session_of(&tale, task)->base_tree, "t5");
	CHECK_INT(review_at(tale.state, 1)->life, REVIEW_void);
	tale_end(&tale);
}

static void a_tip_that_moves_during_landing_is_merged_onto(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	go_on(&tale);
	HAPPENS(&tale, EVENT_tip, .commit = S("c5"), .tree = S("t5"));
	CHECK_STR(last_landing(&tale)->tree, "c of t1 on c0");
	go_on(&tale);
	CHECK_STR(last_landing(&tale)->tree, "c of t1 on c5");
	/* The check of the merge that is of no use any more is stopped; were it green, nothing
	 * would move. */
	HAPPENS(&tale, EVENT_check_ended, .job = run_of(tale.state, 1, "c of t1 on c0")->job,
		.attempt = 1, .word = S("green"));
	CHECK_STR(life_of(&tale, task), "landing");
	gate_says(&tale, 1, "c of t1 on c5", "green");
	/* It moves once more, at the last moment. */
	HAPPENS(&tale, EVENT_tip, .commit = S("c6"), .tree = S("t6"));
	go_on(&tale);
	gate_says(&tale, 1, "c of t1 on c6", "green");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "landed");
	tale_end(&tale);
}

static void a_landing_held_by_a_checkout_is_tried_again_at_its_time(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");
	struct order order;

	lead_approves(&tale, task);
	go_on(&tale);
	gate_says(&tale, 1, "c of t1 on c0", "green");
	HAPPENS(&tale, EVENT_held, .landing = 1, .text = S("'work' has local edits"),
		.number = 5000);
	CHECK(!plan_next(tale.state, 4999, &order));
	CHECK_INT(plan_wake(tale.state, 4000), 5000);
	CHECK(plan_next(tale.state, 5000, &order));
	CHECK_INT(order.kind, ORDER_move);
	/* A moment that has passed would be tried again without end. */
	tale.now = 6000;
	HAPPENS(&tale, EVENT_held, .landing = 1, .text = S("still"), .number = 5);
	CHECK(!plan_next(tale.state, tale.now, &order));
	tale.now += 1000;
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "landed");
	tale_end(&tale);
}

static void what_is_held_while_gates_run_does_not_move(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	go_on(&tale);
	HAPPENS(&tale, EVENT_held, .landing = 1, .text = S("disk full"), .number = 1);
	REFUSED(&tale, ERR_REFUSED, EVENT_landed, .landing = 1);
	tale.now += 5000;
	go_on(&tale);
	CHECK_INT(last_landing(&tale)->life, LANDING_gating);
	REFUSED(&tale, ERR_REFUSED, EVENT_landed, .landing = 1);
	gate_says(&tale, 1, "c of t1 on c0", "green");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "landed");
	tale_end(&tale);
}

static void a_red_target_holds_everything_until_its_tip_moves(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	go_on(&tale);
	gate_says(&tale, 1, "c of t1 on c0", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "red");
	CHECK_INT(last_landing(&tale)->life, LANDING_held);
	CHECK(last_landing(&tale)->is_blocked_by_tip);
	CHECK_INT(plan_wake(tale.state, tale.now), 0);
	tale.now += 1000000;
	CHECK_INT(go_on(&tale), 0);
	HAPPENS(&tale, EVENT_tip, .commit = S("c5"), .tree = S("t5"));
	go_on(&tale);
	gate_says(&tale, 1, "c of t1 on c5", "green");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "landed");
	tale_end(&tale);
}

/* The merge onto the new tip fails as well (a full disk): that has a time of its own. */
static void a_hold_by_the_target_ends_with_the_next_hold(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");
	struct order order;

	lead_approves(&tale, task);
	go_on(&tale);
	gate_says(&tale, 1, "c of t1 on c0", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "red");
	HAPPENS(&tale, EVENT_tip, .commit = S("c9"), .tree = S("t9"));
	CHECK(plan_next(tale.state, tale.now, &order) && order.kind == ORDER_merge);
	HAPPENS(&tale, EVENT_held, .landing = 1, .text = S("disk full"), .number = tale.now + 5000);
	/* The gate that was red there is asked for on the new tip. */
	go_on(&tale);
	CHECK(!plan_next(tale.state, tale.now, &order));
	CHECK_INT(plan_wake(tale.state, tale.now), last_landing(&tale)->wake_ms);
	tale.now += 5000;
	CHECK(plan_next(tale.state, tale.now, &order) && order.kind == ORDER_merge);
	tale_end(&tale);
}

static void red_once_merged_goes_back_to_the_session(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	HAPPENS(&tale, EVENT_tip, .commit = S("c5"), .tree = S("t5"));
	go_on(&tale);
	gate_says(&tale, 1, "c of t1 on c5", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t5", "green");
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	CHECK_STR(session_of(&tale, task)->base, "c5");
	CHECK_INT(review_at(tale.state, 1)->life, REVIEW_void);
	tale_end(&tale);
}

static void a_landing_that_could_not_be_gated_is_gated_again_after_a_retry(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	go_on(&tale);
	gate_says(&tale, 1, "c of t1 on c0", "broken");
	CHECK_STR(life_of(&tale, task), "failed");
	CHECK_STR(task_at(tale.state, task)->blame, BLAME_ENVIRONMENT);
	CHECK_INT(review_at(tale.state, 1)->life, REVIEW_void);
	HAPPENS(&tale, EVENT_retried, .task = task);
	go_on(&tale);
	turn_ends(&tale, task, "t1");
	lead_approves(&tale, task);
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "landing");
	gate_says(&tale, 1, "c of t1 on c0", "green");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "landed");
	tale_end(&tale);
}

static void a_tip_that_could_not_be_judged_is_judged_again_after_a_retry(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	HAPPENS(&tale, EVENT_tip, .commit = S("c5"), .tree = S("t5"));
	go_on(&tale);
	gate_says(&tale, 1, "c of t1 on c5", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t5", "broken");
	CHECK_STR(life_of(&tale, task), "failed");
	HAPPENS(&tale, EVENT_retried, .task = task);
	go_on(&tale);
	turn_ends(&tale, task, "t1");
	lead_approves(&tale, task);
	go_on(&tale);
	gate_says(&tale, 1, "t5", "green");
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	tale_end(&tale);
}

static void what_is_on_the_target_already_has_landed(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	/* Merged by hand, and somebody has added to it before we heard. */
	HAPPENS(&tale, EVENT_tip, .commit = S("c8"), .tree = S("t8"));
	HAPPENS(&tale, EVENT_merged, .landing = 1, .commit = S("c7"), .tree = S("t7"),
		.base = S("c7"), .base_tree = S("t7"));
	CHECK_STR(life_of(&tale, task), "landed");
	CHECK_STR(factory_of(tale.state)->tip, "c8");
	tale_end(&tale);
}

static void one_change_after_the_other(void)
{
	struct tale tale = tale_begin();
	long long a = task_in_review(&tale, "a", "t1"), b;

	lead_approves(&tale, a);
	b = task_in_review(&tale, "b", "t2");
	lead_approves(&tale, b);
	go_on(&tale);
	CHECK_STR(life_of(&tale, a), "landing");
	CHECK_STR(life_of(&tale, b), "approved");
	REFUSED(&tale, ERR_CONFLICT, EVENT_merged, .landing = 2, .commit = S("m"),
		.tree = S("x"), .base = S("c0"), .base_tree = S("t0"));
	gate_says(&tale, 1, "c of t1 on c0", "green");
	go_on(&tale);
	CHECK_STR(life_of(&tale, a), "landed");
	CHECK_STR(last_landing(&tale)->tip_tree, "c of t1 on c0");
	tale_end(&tale);
}

static void a_paused_change_lets_the_next_one_by(void)
{
	struct tale tale = tale_begin();
	long long a = task_in_review(&tale, "a", "t1"), b;

	lead_approves(&tale, a);
	b = task_in_review(&tale, "b", "t2");
	lead_approves(&tale, b);
	go_on(&tale);
	HAPPENS(&tale, EVENT_paused, .task = a);
	CHECK_STR(life_of(&tale, a), "approved");
	REFUSED(&tale, ERR_REFUSED, EVENT_landed, .landing = 1);
	go_on(&tale);
	CHECK_STR(life_of(&tale, b), "landing");
	HAPPENS(&tale, EVENT_resumed, .task = a);
	CHECK(queue_front(tale.state) == landing_at(tale.state, 2));
	gate_says(&tale, 1, "c of t2 on c0", "green");
	go_on(&tale);
	CHECK_STR(life_of(&tale, b), "landed");
	CHECK_STR(life_of(&tale, a), "landing");
	tale_end(&tale);
}

static void the_gates_of_today_judge_what_lands(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("lint"),
		.command = S("make lint"));
	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("2"), .sessions = 2,
		.checks = 9);
	REFUSED(&tale, ERR_MISSING, EVENT_merged, .landing = 1, .commit = S("m"),
		.tree = S("x"), .base = S("c0"), .base_tree = S("t0"), .gates = S("3"));
	HAPPENS(&tale, EVENT_merged, .landing = 1, .commit = S("m"), .tree = S("x"),
		.base = S("c0"), .base_tree = S("t0"), .gates = S("2"));
	go_on(&tale);
	CHECK(!run_of(tale.state, 1, "x"));
	gate_says(&tale, 2, "x", "green");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "landed");
	tale_end(&tale);
}

/* A policy task that offers a change as `event` says; the state that it comes to. */
static const char *policy_says(struct event event)
{
	struct tale tale = tale_begin();
	long long task = task_with(&tale, "a",
				   (struct event){ .review_mode = S("policy"), .lines = 100 });
	const char *life;

	go_on(&tale);
	event.kind = EVENT_turn_ended;
	event.job = turn_of(&tale, task)->record.id;
	event.attempt = 1;
	event.word = S("done");
	event.commit = S("c");
	event.tree = S("t1");
	CHECK_INT(take(&tale, event), 0);
	go_on(&tale);
	if (event.gates)
		gate_says(&tale, 1, "t1", "green");
	life = life_of(&tale, task);
	tale_end(&tale);
	return life;
}

static void a_policy_approves_only_what_needs_no_second_look(void)
{
	CHECK_STR(policy_says(
			  (struct event){ .gates = S("1"), .insertions = 60, .deletions = 40 }),
		  "approved");
	CHECK_STR(policy_says(
			  (struct event){ .gates = S("1"), .insertions = 61, .deletions = 40 }),
		  "review");
	CHECK_STR(policy_says((struct event){ .gates = S("1"), .outside = S("README.md") }),
		  "review");
	CHECK_STR(policy_says((struct event){ .gates = S("1"), .protected = S("Makefile") }),
		  "review");
	CHECK_STR(policy_says((struct event){ .gates = 0 }), "review");
}

static void a_policy_does_not_excuse_a_red_gate(void)
{
	struct tale tale = tale_begin();
	long long task = task_with(&tale, "a", (struct event){ .review_mode = S("policy") });

	go_on(&tale);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "red");
	CHECK_STR(life_of(&tale, task), "review");
	tale_end(&tale);
}

int main(void)
{
	an_approval_of_another_tree_is_a_conflict();
	a_rejection_goes_back_with_the_text();
	an_approval_can_be_taken_back_until_it_has_landed();
	a_conflict_goes_back_with_the_new_base_and_voids_the_approval();
	a_tip_that_moves_during_landing_is_merged_onto();
	a_landing_held_by_a_checkout_is_tried_again_at_its_time();
	what_is_held_while_gates_run_does_not_move();
	a_red_target_holds_everything_until_its_tip_moves();
	a_hold_by_the_target_ends_with_the_next_hold();
	red_once_merged_goes_back_to_the_session();
	a_landing_that_could_not_be_gated_is_gated_again_after_a_retry();
	a_tip_that_could_not_be_judged_is_judged_again_after_a_retry();
	what_is_on_the_target_already_has_landed();
	one_change_after_the_other();
	a_paused_change_lets_the_next_one_by();
	the_gates_of_today_judge_what_lands();
	a_policy_approves_only_what_needs_no_second_look();
	a_policy_does_not_excuse_a_red_gate();
	return tap_done();
}
