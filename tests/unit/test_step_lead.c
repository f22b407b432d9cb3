/* What the lead says, and who may start beside whom. */
#include "core/desk.h"
#include "core/release.h"
#include "tale.h"

#define ASKED \
	EVENT_asked, .key = S("k"), .text = S("which?"), .options = S("x\ny"), .is_blocking = 1

static long long asking(struct tale *tale, long long task)
{
	const struct job *job = turn_of(tale, task);

	HAPPENS(tale, ASKED, .job = job->record.id, .attempt = job->attempt);
	CHECK_INT(session_of(tale, task)->life, SESSION_asking);
	return job->record.id;
}

static void a_question_that_blocks_is_answered_and_heard(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");
	struct order order;

	go_on(&tale);
	asking(&tale, task);
	CHECK(plan_is_idle(tale.state, tale.now));
	HAPPENS(&tale, EVENT_answered, .question = 1, .text = S("x"), .by = S("lead"));
	CHECK_INT(session_of(&tale, task)->life, SESSION_asking);
	CHECK(plan_next(tale.state, tale.now, &order));
	CHECK_INT(order.kind, ORDER_deliver);
	go_on(&tale);
	CHECK_INT(session_of(&tale, task)->life, SESSION_running);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_delivered);
	REFUSED(&tale, ERR_CONFLICT, EVENT_answered, .question = 1, .text = S("y"));
	REFUSED(&tale, ERR_REFUSED, EVENT_delivered, .question = 1);
	tale_end(&tale);
}

static void a_session_waits_for_the_last_of_its_answers(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = asking(&tale, task);
	HAPPENS(&tale, EVENT_asked, .job = job, .attempt = 1, .key = S("k2"), .is_blocking = 1);
	HAPPENS(&tale, EVENT_answered, .question = 1, .text = S("x"));
	go_on(&tale);
	CHECK_INT(session_of(&tale, task)->life, SESSION_asking);
	HAPPENS(&tale, EVENT_answered, .question = 2, .text = S("y"));
	go_on(&tale);
	CHECK_INT(session_of(&tale, task)->life, SESSION_running);
	tale_end(&tale);
}

static void a_question_with_a_default_stops_nobody(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	HAPPENS(&tale, EVENT_asked, .job = job, .attempt = 1, .key = S("k"), .choice = 2);
	CHECK_INT(session_of(&tale, task)->life, SESSION_running);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_defaulted);
	HAPPENS(&tale, EVENT_asked, .job = job, .attempt = 1, .key = S("k"), .choice = 2);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_defaulted);
	/* The same, but now it will not go on by itself. */
	HAPPENS(&tale, ASKED, .job = job, .attempt = 1);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_open);
	CHECK_INT(session_of(&tale, task)->life, SESSION_asking);
	CHECK_INT(question_count(tale.state), 1);
	tale_end(&tale);
}

static void a_question_of_a_lost_attempt_is_asked_again(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = asking(&tale, task);
	HAPPENS(&tale, EVENT_job_lost, .job = job, .attempt = 1);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_withdrawn);
	go_on(&tale);
	CHECK_INT(session_of(&tale, task)->life, SESSION_running);
	asking(&tale, task);
	CHECK_INT(question_count(tale.state), 1);
	/* Answered, but lost before it was heard: the lead has said it once. */
	HAPPENS(&tale, EVENT_answered, .question = 1, .text = S("x"));
	HAPPENS(&tale, EVENT_job_lost, .job = job, .attempt = 2);
	CHECK_INT(go_on(&tale), 1);
	HAPPENS(&tale, ASKED, .job = job, .attempt = 3);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_answered);
	CHECK_STR(question_at(tale.state, 1)->answer, "x");
	CHECK_INT(go_on(&tale), 1);
	/* And heard, but lost after. */
	HAPPENS(&tale, EVENT_job_lost, .job = job, .attempt = 3);
	go_on(&tale);
	HAPPENS(&tale, ASKED, .job = job, .attempt = 4);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_answered);
	tale_end(&tale);
}

static void the_leads_time_is_not_the_sessions(void)
{
	struct tale tale = tale_begin();
	long long task = task_with(&tale, "a", (struct event){ .time_ms = 1000 });
	struct order order;

	go_on(&tale);
	asking(&tale, task);
	CHECK_INT(plan_wake(tale.state, tale.now), 0);
	tale.now += 50000;
	CHECK(!plan_next(tale.state, tale.now, &order));
	HAPPENS(&tale, EVENT_answered, .question = 1, .text = S("x"));
	go_on(&tale);
	CHECK(!plan_next(tale.state, tale.now + 900, &order));
	CHECK(plan_next(tale.state, tale.now + 1100, &order));
	CHECK_STR(order.why, "time");
	tale_end(&tale);
}

static void pause_and_resume(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	REFUSED(&tale, ERR_REFUSED, EVENT_resumed, .task = task);
	HAPPENS(&tale, EVENT_paused, .task = task);
	go_on(&tale);
	CHECK_STR(job_at(tale.state, job)->stopping, "pause");
	turn_stops(&tale, job, "pause");
	CHECK_INT(go_on(&tale), 0);
	CHECK_STR(task_shown(tale.state, task_at(tale.state, task)), "waiting");
	HAPPENS(&tale, EVENT_resumed, .task = task);
	go_on(&tale);
	CHECK_INT(turn_of(&tale, task)->record.id, job);
	CHECK_INT(job_at(tale.state, job)->attempt, 2);
	tale_end(&tale);
}

static void a_pause_that_was_taken_back_too_late_costs_nothing(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	HAPPENS(&tale, EVENT_paused, .task = task);
	go_on(&tale);
	HAPPENS(&tale, EVENT_resumed, .task = task);
	turn_stops(&tale, job, "pause");
	go_on(&tale);
	CHECK_INT(job_at(tale.state, job)->life, JOB_running);
	CHECK_STR(job_at(tale.state, job)->stopping ? job_at(tale.state, job)->stopping : "",
		  "");
	tale_end(&tale);
}

static void a_stop_that_went_to_a_lost_attempt_is_sent_again(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	HAPPENS(&tale, EVENT_paused, .task = task);
	go_on(&tale);
	HAPPENS(&tale, EVENT_job_lost, .job = job, .attempt = 1);
	CHECK_INT(go_on(&tale), 0);
	HAPPENS(&tale, EVENT_resumed, .task = task);
	go_on(&tale);
	HAPPENS(&tale, EVENT_paused, .task = task);
	CHECK_INT(go_on(&tale), 1);
	CHECK_STR(job_at(tale.state, job)->stopping, "pause");
	tale_end(&tale);
}

static void a_paused_task_gives_its_place_away(void)
{
	struct tale tale = tale_begin();
	long long a = task_new(&tale, "a"), b = task_new(&tale, "b"), c = task_new(&tale, "c");

	go_on(&tale);
	CHECK_STR(life_of(&tale, b), "working");
	CHECK_STR(life_of(&tale, c), "waiting");
	HAPPENS(&tale, EVENT_paused, .task = a);
	go_on(&tale);
	CHECK_STR(life_of(&tale, c), "waiting");
	turn_stops(&tale, turn_of(&tale, a)->record.id, "pause");
	go_on(&tale);
	CHECK_STR(life_of(&tale, c), "working");
	HAPPENS(&tale, EVENT_resumed, .task = a);
	go_on(&tale);
	CHECK_INT(sessions_running(tale.state), 2);
	tale_end(&tale);
}

static void a_paused_task_has_its_checks_stopped_too(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	turn_ends(&tale, task, "t1");
	HAPPENS(&tale, EVENT_paused, .task = task);
	CHECK_INT(go_on(&tale), 0);
	HAPPENS(&tale, EVENT_resumed, .task = task);
	CHECK_INT(go_on(&tale), 1);
	HAPPENS(&tale, EVENT_paused, .task = task);
	CHECK_INT(go_on(&tale), 1);
	job = run_at(tale.state, 1)->job;
	CHECK_STR(job_at(tale.state, job)->stopping, "cancel");
	gate_says(&tale, 1, "t1", "stopped");
	CHECK_INT(go_on(&tale), 0);
	HAPPENS(&tale, EVENT_resumed, .task = task);
	CHECK_INT(go_on(&tale), 1);
	gate_says(&tale, 1, "t1", "green");
	CHECK_STR(life_of(&tale, task), "review");
	tale_end(&tale);
}

static void a_check_that_nobody_needed_is_run_for_who_needs_it_later(void)
{
	struct tale tale = tale_begin();
	long long a = task_new(&tale, "a"), b = task_new(&tale, "b");

	go_on(&tale);
	turn_ends(&tale, a, "t1");
	HAPPENS(&tale, EVENT_cancelled, .task = a);
	CHECK_INT(go_on(&tale), 0);
	turn_ends(&tale, b, "t1");
	go_on(&tale);
	CHECK_INT(run_count(tale.state), 1);
	gate_says(&tale, 1, "t1", "green");
	CHECK_STR(life_of(&tale, b), "review");
	tale_end(&tale);
}

static void a_failure_ends_a_pause(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	HAPPENS(&tale, EVENT_paused, .task = task);
	HAPPENS(&tale, EVENT_reported, .job = turn_of(&tale, task)->record.id, .attempt = 1,
		.word = S("blocked"));
	turn_ends(&tale, task, "t1");
	CHECK_STR(life_of(&tale, task), "failed");
	REFUSED(&tale, ERR_REFUSED, EVENT_paused, .task = task);
	HAPPENS(&tale, EVENT_retried, .task = task);
	CHECK_INT(go_on(&tale), 1);
	tale_end(&tale);
}

static void cancelled_while_it_runs_and_called_again_never_runs_twice(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = asking(&tale, task);
	HAPPENS(&tale, EVENT_cancelled, .task = task, .text = S("no"));
	HAPPENS(&tale, EVENT_retried, .task = task);
	CHECK_STR(life_of(&tale, task), "waiting");
	CHECK_INT(go_on(&tale), 1);
	CHECK_STR(job_at(tale.state, job)->stopping, "cancel");
	REFUSED(&tale, ERR_CONFLICT, EVENT_session_opened, .task = task, .commit = S("c0"),
		.tree = S("t0"));
	REFUSED(&tale, ERR_REFUSED, ASKED, .job = job, .attempt = 1);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_withdrawn);
	/* It got to its end before it heard of the stop: the task is not touched by it. */
	HAPPENS(&tale, EVENT_turn_ended, .job = job, .attempt = 1, .word = S("done"),
		.commit = S("c"), .tree = S("t1"), .gates = S("1"));
	CHECK_STR(life_of(&tale, task), "waiting");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_INT(sessions_running(tale.state), 1);
	CHECK_INT(session_count(tale.state), 2);
	tale_end(&tale);
}

static void a_cancelled_session_that_is_lost_is_over(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	HAPPENS(&tale, EVENT_cancelled, .task = task);
	HAPPENS(&tale, EVENT_job_lost, .job = job, .attempt = 1);
	CHECK_INT(job_at(tale.state, job)->life, JOB_ended);
	CHECK_INT(go_on(&tale), 0);
	REFUSED(&tale, ERR_REFUSED, EVENT_cancelled, .task = task);
	tale_end(&tale);
}

#define BACK EVENT_restored, .session = 1, .commit = S("k2"), .base = S("h2"), .text = S("wrong way")

static void a_task_goes_back_to_a_checkpoint_in_a_session_of_its_own(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	session_of(&tale, task)->round = 2;
	HAPPENS(&tale, EVENT_tip, .commit = S("c9"), .tree = S("t9"));
	HAPPENS(&tale, BACK, .task = task);
	CHECK_STR(life_of(&tale, task), "waiting");
	CHECK_INT(review_at(tale.state, 1)->life, REVIEW_void);
	CHECK_INT(session_at(tale.state, 1)->life, SESSION_ended);
	/* On the base that the files of then were made on, not on the tip of now. */
	REFUSED(&tale, ERR_CONFLICT, EVENT_session_opened, .task = task, .commit = S("c9"), .tree = S("t9"));
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "working");
	CHECK_INT(session_of(&tale, task)->record.id, 2);
	CHECK_STR(session_of(&tale, task)->base, session_at(tale.state, 1)->base);
	CHECK_STR(session_of(&tale, task)->moment, "k2");
	CHECK_STR(session_of(&tale, task)->moment_head, "h2");
	CHECK_INT(session_of(&tale, task)->past, 1);
	CHECK_INT(session_of(&tale, task)->round, 0);
	CHECK_STR(turn_of(&tale, task)->why, "restored");
	CHECK_STR(turn_of(&tale, task)->text, "wrong way");
	CHECK_INT(task_at(tale.state, task)->past, 0);
	tale_end(&tale);
}

static void going_back_stops_the_turn_that_runs(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = asking(&tale, task);
	HAPPENS(&tale, BACK, .task = task);
	CHECK_INT(question_at(tale.state, 1)->life, QUESTION_withdrawn);
	CHECK_INT(go_on(&tale), 1);
	CHECK_STR(job_at(tale.state, job)->stopping, "cancel");
	CHECK_INT(session_count(tale.state), 1);
	HAPPENS(&tale, EVENT_turn_ended, .job = job, .attempt = 1, .word = S("stopped"), .text = S("cancel"));
	go_on(&tale);
	CHECK_INT(session_count(tale.state), 2);
	CHECK_INT(sessions_running(tale.state), 1);
	tale_end(&tale);
}

static void what_is_over_or_not_its_own_does_not_go_back(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");
	long long other = task_with(&tale, "b", (struct event){ .form = S("report") });

	REFUSED(&tale, ERR_MISSING, BACK, .task = task);
	go_on(&tale);
	REFUSED(&tale, ERR_MISSING, BACK, .task = other);
	REFUSED(&tale, ERR_MISSING, BACK, .task = 7);
	REFUSED(&tale, ERR_MISSING, EVENT_restored, .task = task, .session = 1);
	HAPPENS(&tale, EVENT_reported, .job = turn_of(&tale, other)->record.id, .attempt = 1, .word = S("done"),
		.text = S("all of it"));
	turn_ends(&tale, other, "t0");
	CHECK_STR(life_of(&tale, other), "done");
	REFUSED(&tale, ERR_REFUSED, EVENT_restored, .task = other, .session = 2, .commit = S("k"));
	HAPPENS(&tale, EVENT_cancelled, .task = task);
	HAPPENS(&tale, EVENT_task_unfit, .name = S("a"), .text = S("no title"));
	REFUSED(&tale, ERR_REFUSED, BACK, .task = task);
	tale_end(&tale);
}

static void a_cancelled_task_goes_back_and_a_cancel_forgets_it(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	turn_ends(&tale, task, "t1");
	HAPPENS(&tale, EVENT_cancelled, .task = task);
	HAPPENS(&tale, BACK, .task = task);
	HAPPENS(&tale, EVENT_cancelled, .task = task);
	HAPPENS(&tale, EVENT_retried, .task = task);
	go_on(&tale);
	CHECK_INT(session_of(&tale, task)->past, 0);
	CHECK_STR(turn_of(&tale, task)->why, "first");
	tale_end(&tale);
}

static void a_file_that_is_not_fit_is_not_tried_again(void)
{
	struct tale tale = tale_begin();

	HAPPENS(&tale, EVENT_task_unfit, .name = S("a"), .text = S("no title"));
	REFUSED(&tale, ERR_REFUSED, EVENT_task_called, .task = 1);
	HAPPENS(&tale, EVENT_cancelled, .task = 1);
	REFUSED(&tale, ERR_REFUSED, EVENT_retried, .task = 1);
	HAPPENS(&tale, EVENT_task_fit, .name = S("a"), .title = S("A"));
	HAPPENS(&tale, EVENT_retried, .task = 1);
	CHECK_STR(life_of(&tale, 1), "waiting");
	tale_end(&tale);
}

static void a_task_under_way_keeps_its_words(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	HAPPENS(&tale, EVENT_task_fit, .name = S("a"), .title = S("other"), .rounds = 2);
	CHECK_STR(life_of(&tale, task), "waiting");
	go_on(&tale);
	REFUSED(&tale, ERR_REFUSED, EVENT_task_fit, .name = S("a"), .title = S("third"));
	REFUSED(&tale, ERR_REFUSED, EVENT_task_unfit, .name = S("a"), .text = S("bad"));
	CHECK_STR(task_at(tale.state, task)->title, "other");
	tale_end(&tale);
}

static void reason_is(const struct tale *tale, long long task, const char *want)
{
	_autofree_ char *reason = task_reason(tale->state, task_at(tale->state, task), tale->now);

	CHECK_STR(reason, want);
}

static void two_that_write_in_the_same_place_take_turns(void)
{
	struct tale tale = tale_begin();
	long long a = task_with(&tale, "a", (struct event){ .scope = S("src/**") });
	long long b = task_with(&tale, "b", (struct event){ .scope = S("src/x.c\ndoc/") });

	go_on(&tale);
	CHECK_STR(life_of(&tale, a), "working");
	reason_is(&tale, b, "scope: 'a' writes there too");
	HAPPENS(&tale, EVENT_cancelled, .task = a);
	go_on(&tale);
	/* What is still being stopped may still write. */
	CHECK_INT(sessions_running(tale.state), 1);
	reason_is(&tale, b, "scope: 'a' writes there too");
	turn_stops(&tale, 1, "cancel");
	go_on(&tale);
	CHECK_STR(life_of(&tale, b), "working");
	CHECK_INT(turn_of(&tale, b)->life, JOB_running);
	tale_end(&tale);
}

static void what_is_needed_lands_first(void)
{
	struct tale tale = tale_begin();
	long long b = task_with(&tale, "b", (struct event){ .needs = S("a") }), a;

	CHECK_INT(go_on(&tale), 0);
	reason_is(&tale, b, "dependency: 'a' is not known");
	a = task_with(&tale, "a", (struct event){ .form = S("report") });
	go_on(&tale);
	reason_is(&tale, b, "dependency: 'a' has not landed");
	HAPPENS(&tale, EVENT_reported, .job = turn_of(&tale, a)->record.id, .attempt = 1,
		.word = S("done"), .text = S("done"));
	turn_ends(&tale, a, "t0");
	go_on(&tale);
	CHECK_STR(life_of(&tale, b), "working");
	tale_end(&tale);
}

static void the_urgent_one_goes_first_and_the_older_one_on_a_tie(void)
{
	struct tale tale = tale_begin();
	long long a = task_with(&tale, "a", (struct event){ .priority = 5 });
	long long b = task_with(&tale, "b", (struct event){ .priority = 1 });
	long long c = task_with(&tale, "c", (struct event){ .priority = 5 });

	go_on(&tale);
	CHECK_STR(life_of(&tale, a), "working");
	CHECK_STR(life_of(&tale, b), "working");
	CHECK_STR(life_of(&tale, c), "waiting");
	CHECK_INT(session_of(&tale, b)->record.id, 1);
	reason_is(&tale, c, "limit: 2 sessions");
	CHECK_INT(sessions_running(tale.state), 2);
	tale_end(&tale);
}

static void a_closing_floor_begins_nothing_and_ends_what_runs(void)
{
	struct tale tale = tale_begin();
	long long a = task_new(&tale, "a"), b = task_new(&tale, "b"), job;

	go_on(&tale);
	job = turn_of(&tale, a)->record.id;
	HAPPENS(&tale, EVENT_mode, .word = S("draining"));
	turn_ends(&tale, b, "t1");
	CHECK_INT(go_on(&tale), 0);
	CHECK(!plan_is_idle(tale.state, tale.now));
	HAPPENS(&tale, EVENT_mode, .word = S("stopping"));
	CHECK_INT(go_on(&tale), 1);
	turn_stops(&tale, job, "down");
	/* The check that is wanted waits for the next floor. */
	CHECK(plan_is_idle(tale.state, tale.now));
	REFUSED(&tale, ERR_REFUSED, EVENT_mode, .word = S("shut"));
	HAPPENS(&tale, EVENT_mode, .word = S("open"));
	CHECK(go_on(&tale) > 1);
	CHECK_INT(turn_of(&tale, a)->attempt, 2);
	tale_end(&tale);
}

int main(void)
{
	a_question_that_blocks_is_answered_and_heard();
	a_session_waits_for_the_last_of_its_answers();
	a_question_with_a_default_stops_nobody();
	a_question_of_a_lost_attempt_is_asked_again();
	the_leads_time_is_not_the_sessions();
	pause_and_resume();
	a_pause_that_was_taken_back_too_late_costs_nothing();
	a_stop_that_went_to_a_lost_attempt_is_sent_again();
	a_paused_task_gives_its_place_away();
	a_paused_task_has_its_checks_stopped_too();
	a_check_that_nobody_needed_is_run_for_who_needs_it_later();
	a_failure_ends_a_pause();
	cancelled_while_it_runs_and_called_again_never_runs_twice();
	a_cancelled_session_that_is_lost_is_over();
	a_task_goes_back_to_a_checkpoint_in_a_session_of_its_own();
	going_back_stops_the_turn_that_runs();
	what_is_over_or_not_its_own_does_not_go_back();
	a_cancelled_task_goes_back_and_a_cancel_forgets_it();
	a_file_that_is_not_fit_is_not_tried_again();
	a_task_under_way_keeps_its_words();
	two_that_write_in_the_same_place_take_turns();
	what_is_needed_lands_first();
	the_urgent_one_goes_first_and_the_older_one_on_a_tie();
	a_closing_floor_begins_nothing_and_ends_what_runs();
	return tap_done();
}
