/* Answers that come when nobody waits for them any more. */
#include "core/desk.h"
#include "core/late.h"
#include "tale.h"

/* The session asks, waits for a while and leaves the question open; `choice` is its default, 0 for none. */
static long long leaves_open(struct tale *tale, long long task, const char *key, long long choice)
{
	const struct job *job = turn_of(tale, task);

	HAPPENS(tale, EVENT_asked, .job = job->record.id, .attempt = job->attempt, .key = S(key), .text = S("which?"),
		.options = S("x\ny"), .choice = choice, .is_blocking = 1);
	HAPPENS(tale, EVENT_left, .job = job->record.id, .attempt = job->attempt, .key = S(key));
	CHECK_INT(session_of(tale, task)->life, SESSION_running);
	return question_count(tale->state);
}

static void answer(struct tale *tale, long long question, const char *text)
{
	HAPPENS(tale, EVENT_answered, .question = question, .text = S(text), .by = S("lead"));
}

/* A task whose session left a question open and has ended its turn with a change. */
static long long task_left(struct tale *tale, long long choice)
{
	long long task = task_new(tale, "a");

	go_on(tale);
	leaves_open(tale, task, "k", choice);
	turn_ends(tale, task, "t1");
	go_on(tale);
	return task;
}

static void without_a_default_the_session_is_parked_until_the_answer(void)
{
	struct tale tale = tale_begin();
	long long task = task_left(&tale, 0);

	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(task_shown(tale.state, task_at(tale.state, task)), "asking");
	CHECK_INT(session_of(&tale, task)->life, SESSION_parked);
	CHECK(!turn_of(&tale, task));
	CHECK(plan_is_idle(tale.state, tale.now));
	CHECK_INT(plan_wake(tale.state, tale.now), 0);
	CHECK(ask_all_stands(tale.state, tale.now));
	answer(&tale, 1, "y");
	CHECK_STR(turn_of(&tale, task)->why, "answered");
	CHECK_INT(session_of(&tale, task)->round, 0);
	CHECK(late_is_for(turn_of(&tale, task), question_at(tale.state, 1)));
	go_on(&tale);
	CHECK_INT(session_of(&tale, task)->life, SESSION_running);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_delivered);
	CHECK(late_is_for(turn_of(&tale, task), question_at(tale.state, 1)));
	turn_ends(&tale, task, "t2");
	CHECK_STR(life_of(&tale, task), "gating");
	tale_end(&tale);
}

static void a_parked_session_waits_for_the_last_of_its_answers(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	leaves_open(&tale, task, "k1", 0);
	leaves_open(&tale, task, "k2", 0);
	turn_ends(&tale, task, "t1");
	answer(&tale, 1, "x");
	CHECK_INT(session_of(&tale, task)->life, SESSION_parked);
	answer(&tale, 2, "y");
	CHECK_STR(turn_of(&tale, task)->why, "answered");
	CHECK(late_is_for(turn_of(&tale, task), question_at(tale.state, 1)));
	CHECK(late_is_for(turn_of(&tale, task), question_at(tale.state, 2)));
	tale_end(&tale);
}

static void a_parked_session_keeps_no_other_from_its_place(void)
{
	struct tale tale = tale_begin();
	long long first = task_left(&tale, 0), second, third;

	second = task_new(&tale, "b");
	third = task_new(&tale, "c");
	go_on(&tale);
	CHECK_STR(task_shown(tale.state, task_at(tale.state, second)), "running");
	CHECK_STR(task_shown(tale.state, task_at(tale.state, third)), "running");
	answer(&tale, 1, "x");
	go_on(&tale);
	CHECK_STR(task_shown(tale.state, task_at(tale.state, first)), "waiting");
	turn_ends(&tale, second, "t2");
	go_on(&tale);
	CHECK_STR(task_shown(tale.state, task_at(tale.state, first)), "running");
	tale_end(&tale);
}

static void who_reports_blocked_at_a_question_is_parked_and_who_reports_impossible_is_not(void)
{
	static const char *const words[] = { "blocked", "impossible" };
	static const char *const lives[] = { "working", "failed" };

	for (int i = 0; i < 2; i++) {
		struct tale tale = tale_begin();
		long long task = task_new(&tale, "a");

		go_on(&tale);
		leaves_open(&tale, task, "k", 0);
		HAPPENS(&tale, EVENT_reported, .job = turn_of(&tale, task)->record.id, .attempt = 1, .word = S(words[i]),
			.text = S("why"));
		turn_ends(&tale, task, "t0");
		CHECK_STR(life_of(&tale, task), lives[i]);
		CHECK_INT(question_at(tale.state, 1)->life, i ? QUESTION_withdrawn : QUESTION_open);
		tale_end(&tale);
	}
}

static void an_answer_that_is_the_default_changes_nothing(void)
{
	static const char *const same[] = { "y", "2" };

	for (int i = 0; i < 2; i++) {
		struct tale tale = tale_begin();
		long long task = task_left(&tale, 2);

		CHECK_STR(life_of(&tale, task), "gating");
		CHECK_INT(question_at(tale.state, 1)->life, QUESTION_open);
		answer(&tale, 1, same[i]);
		CHECK_INT(question_at(tale.state, 1)->life, QUESTION_delivered);
		CHECK_STR(life_of(&tale, task), "gating");
		gate_says(&tale, 1, "t1", "green");
		CHECK_STR(life_of(&tale, task), "review");
		tale_end(&tale);
	}
}

static void another_answer_takes_the_change_back_from_the_gates(void)
{
	struct tale tale = tale_begin();
	long long task = task_left(&tale, 2);

	answer(&tale, 1, "x");
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(turn_of(&tale, task)->why, "answered");
	CHECK_INT(session_of(&tale, task)->round, 0);
	tale_end(&tale);
}

static void another_answer_takes_the_change_back_from_the_review(void)
{
	struct tale tale = tale_begin();
	long long task = task_left(&tale, 2);

	gate_says(&tale, 1, "t1", "green");
	answer(&tale, 1, "neither");
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(turn_of(&tale, task)->why, "answered");
	CHECK_INT(review_at(tale.state, 1)->life, REVIEW_void);
	REFUSED(&tale, ERR_CONFLICT, EVENT_approved, .review = 1, .tree = S("t1"));
	tale_end(&tale);
}

static void an_answer_during_the_turn_comes_with_the_next_one(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	leaves_open(&tale, task, "k", 2);
	answer(&tale, 1, "x");
	CHECK_INT(go_on(&tale), 0);
	turn_ends(&tale, task, "t1");
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_STR(turn_of(&tale, task)->why, "answered");
	tale_end(&tale);
}

static void an_answer_on_its_way_to_who_has_just_left_is_not_lost(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");
	struct job *job;

	go_on(&tale);
	job = turn_of(&tale, task);
	HAPPENS(&tale, EVENT_asked, .job = job->record.id, .attempt = 1, .key = S("k"), .options = S("x\ny"), .is_blocking = 1);
	answer(&tale, 1, "x");
	go_on(&tale);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_delivered);
	HAPPENS(&tale, EVENT_left, .job = job->record.id, .attempt = 1, .key = S("k"));
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_answered);
	turn_ends(&tale, task, "t1");
	CHECK_STR(turn_of(&tale, task)->why, "answered");
	tale_end(&tale);
}

static void who_asks_again_waits_again(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");
	struct job *job;

	go_on(&tale);
	leaves_open(&tale, task, "k", 0);
	job = turn_of(&tale, task);
	HAPPENS(&tale, EVENT_asked, .job = job->record.id, .attempt = 1, .key = S("k"), .options = S("x\ny"), .is_blocking = 1);
	CHECK_INT(session_of(&tale, task)->life, SESSION_asking);
	answer(&tale, 1, "x");
	go_on(&tale);
	CHECK_INT(session_of(&tale, task)->life, SESSION_running);
	turn_ends(&tale, task, "t1");
	CHECK_STR(life_of(&tale, task), "gating");
	tale_end(&tale);
}

static void nobody_leaves_what_nobody_asked(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");
	const struct job *job;

	go_on(&tale);
	job = turn_of(&tale, task);
	REFUSED(&tale, ERR_REFUSED, EVENT_left, .job = job->record.id, .attempt = 1, .key = S("k"));
	HAPPENS(&tale, EVENT_asked, .job = job->record.id, .attempt = 1, .key = S("k"), .options = S("x\ny"), .choice = 1);
	REFUSED(&tale, ERR_REFUSED, EVENT_left, .job = job->record.id, .attempt = 1, .key = S("k"));
	tale_end(&tale);
}

static void what_a_lost_attempt_left_open_stays_open(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	leaves_open(&tale, task, "k", 0);
	HAPPENS(&tale, EVENT_job_lost, .job = turn_of(&tale, task)->record.id, .attempt = 1);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_open);
	answer(&tale, 1, "x");
	go_on(&tale);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_delivered);
	tale_end(&tale);
}

static void an_answer_that_went_down_with_its_turn_is_told_again(void)
{
	struct tale tale = tale_begin();
	long long task = task_left(&tale, 0);
	const struct job *job;

	answer(&tale, 1, "x");
	go_on(&tale);
	job = turn_of(&tale, task);
	HAPPENS(&tale, EVENT_turn_ended, .job = job->record.id, .attempt = 1, .word = S("failed"), .text = S("it crashed"));
	CHECK_STR(turn_of(&tale, task)->why, "failed");
	CHECK(late_is_for(turn_of(&tale, task), question_at(tale.state, 1)));
	go_on(&tale);
	CHECK(late_is_for(turn_of(&tale, task), question_at(tale.state, 1)));
	tale_end(&tale);
}

static void a_policy_waits_for_what_the_lead_has_still_to_decide(void)
{
	struct tale tale = tale_begin();
	long long task = task_with(&tale, "a", (struct event){ .review_mode = S("policy") });

	go_on(&tale);
	leaves_open(&tale, task, "k", 1);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "green");
	CHECK_STR(life_of(&tale, task), "review");
	lead_approves(&tale, task);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_defaulted);
	REFUSED(&tale, ERR_CONFLICT, EVENT_answered, .question = 1, .text = S("y"));
	tale_end(&tale);
}

static void a_default_that_is_taken_late_leaves_the_work_alone(void)
{
	struct tale tale = tale_begin();
	long long task;
	struct order order;

	factory_of(tale.state)->answer_ms = 1000;
	task = task_left(&tale, 2);
	tale.now += 5000;
	CHECK(plan_next(tale.state, tale.now, &order));
	CHECK_INT(order.kind, ORDER_decide);
	go_on(&tale);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_delivered);
	CHECK_STR(life_of(&tale, task), "gating");
	tale_end(&tale);
}

static void a_parked_session_can_be_cancelled_and_paused(void)
{
	struct tale tale = tale_begin();
	long long task = task_left(&tale, 0);

	HAPPENS(&tale, EVENT_paused, .task = task);
	answer(&tale, 1, "x");
	CHECK_INT(go_on(&tale), 0);
	HAPPENS(&tale, EVENT_resumed, .task = task);
	go_on(&tale);
	CHECK_STR(task_shown(tale.state, task_at(tale.state, task)), "running");
	leaves_open(&tale, task, "k2", 0);
	turn_ends(&tale, task, "t2");
	HAPPENS(&tale, EVENT_cancelled, .task = task);
	CHECK_INT(question_at(tale.state, 2)->life, QUESTION_withdrawn);
	CHECK_INT(session_at(tale.state, 1)->life, SESSION_ended);
	tale_end(&tale);
}

int main(void)
{
	without_a_default_the_session_is_parked_until_the_answer();
	a_parked_session_waits_for_the_last_of_its_answers();
	a_parked_session_keeps_no_other_from_its_place();
	who_reports_blocked_at_a_question_is_parked_and_who_reports_impossible_is_not();
	an_answer_that_is_the_default_changes_nothing();
	another_answer_takes_the_change_back_from_the_gates();
	another_answer_takes_the_change_back_from_the_review();
	an_answer_during_the_turn_comes_with_the_next_one();
	an_answer_on_its_way_to_who_has_just_left_is_not_lost();
	who_asks_again_waits_again();
	nobody_leaves_what_nobody_asked();
	what_a_lost_attempt_left_open_stays_open();
	an_answer_that_went_down_with_its_turn_is_told_again();
	a_policy_waits_for_what_the_lead_has_still_to_decide();
	a_default_that_is_taken_late_leaves_the_work_alone();
	a_parked_session_can_be_cancelled_and_paused();
	return tap_done();
}
