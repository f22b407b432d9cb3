/* The lead takes a session over, and what comes of it. */
#include "core/attach.h"
#include "core/desk.h"
#include "core/late.h"
#include "tale.h"

#define LEFT(tree_) .commit = S("c of " tree_), .tree = S(tree_), .gates = S("1")

/* In the middle of its first turn, which is ended for the lead. */
static long long attached_at_work(struct tale *tale)
{
	long long task = task_new(tale, "a"), job;

	go_on(tale);
	job = turn_of(tale, task)->record.id;
	HAPPENS(tale, EVENT_attached, .task = task, .by = S("Lena"));
	go_on(tale);
	CHECK_STR(job_at(tale->state, job)->stopping, "attach");
	turn_stops(tale, job, "attach");
	CHECK_INT(go_on(tale), 0);
	return task;
}

static void a_turn_is_ended_for_the_lead_and_none_begins_beside_them(void)
{
	struct tale tale = tale_begin();
	long long task = attached_at_work(&tale);
	_autofree_ char *reason = task_reason(tale.state, task_at(tale.state, task), tale.now);

	CHECK_STR(task_shown(tale.state, task_at(tale.state, task)), "waiting");
	CHECK(strstr(reason, "attached: Lena") != 0);
	CHECK(plan_is_idle(tale.state, tale.now));
	REFUSED(&tale, ERR_CONFLICT, EVENT_attached, .task = task, .by = S("Otto"));
	tale_end(&tale);
}

static void who_leaves_nothing_new_gives_the_turn_back(void)
{
	struct tale tale = tale_begin();
	long long task = attached_at_work(&tale), job = turn_of(&tale, task)->record.id;

	HAPPENS(&tale, EVENT_detached, .task = task);
	go_on(&tale);
	CHECK_INT(turn_of(&tale, task)->record.id, job);
	CHECK_INT(job_at(tale.state, job)->attempt, 2);
	CHECK(job_at(tale.state, job)->is_visited);
	REFUSED(&tale, ERR_REFUSED, EVENT_detached, .task = task);
	tale_end(&tale);
}

static void who_is_gone_without_a_word_gives_it_back_too(void)
{
	struct tale tale = tale_begin();
	long long task = attached_at_work(&tale);

	HAPPENS(&tale, EVENT_detached, .task = task, .word = S(ATTACH_LOST));
	go_on(&tale);
	CHECK_INT(turn_of(&tale, task)->life, JOB_running);
	tale_end(&tale);
}

static void who_leaves_before_the_turn_has_ended_was_not_there(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	HAPPENS(&tale, EVENT_attached, .task = task);
	go_on(&tale);
	HAPPENS(&tale, EVENT_detached, .task = task, LEFT("t1"));
	turn_stops(&tale, job, "attach");
	go_on(&tale);
	CHECK_INT(job_at(tale.state, job)->attempt, 2);
	CHECK_INT(job_at(tale.state, job)->life, JOB_running);
	tale_end(&tale);
}

static void a_new_commit_is_offered_and_no_turn_follows(void)
{
	struct tale tale = tale_begin();
	long long task = attached_at_work(&tale);

	HAPPENS(&tale, EVENT_detached, .task = task, LEFT("t1"));
	CHECK_STR(life_of(&tale, task), "gating");
	CHECK(!turn_of(&tale, task));
	go_on(&tale);
	gate_says(&tale, 1, "t1", "green");
	CHECK_STR(life_of(&tale, task), "review");
	tale_end(&tale);
}

static void a_red_gate_on_what_the_lead_left_goes_to_the_session(void)
{
	struct tale tale = tale_begin();
	long long task = attached_at_work(&tale);

	HAPPENS(&tale, EVENT_detached, .task = task, LEFT("t1"));
	go_on(&tale);
	gate_says(&tale, 1, "t1", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "green");
	go_on(&tale);
	CHECK_STR(turn_of(&tale, task)->why, "gate_red");
	tale_end(&tale);
}

static void what_follows_can_be_said(void)
{
	struct tale tale = tale_begin();
	long long task = attached_at_work(&tale);

	HAPPENS(&tale, EVENT_detached, .task = task, .word = S("pause"), LEFT("t1"));
	CHECK_INT(go_on(&tale), 0);
	CHECK(task_at(tale.state, task)->is_paused);
	HAPPENS(&tale, EVENT_attached, .task = task);
	HAPPENS(&tale, EVENT_resumed, .task = task);
	CHECK_INT(go_on(&tale), 0);
	HAPPENS(&tale, EVENT_detached, .task = task, .word = S("resume"), LEFT("t2"));
	go_on(&tale);
	CHECK_INT(turn_of(&tale, task)->life, JOB_running);
	CHECK_STR(session_of(&tale, task)->tree, "t2");
	tale_end(&tale);
}

static void a_look_at_what_is_reviewed_changes_nothing(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	HAPPENS(&tale, EVENT_attached, .task = task);
	HAPPENS(&tale, EVENT_detached, .task = task, LEFT("t1"));
	CHECK_STR(life_of(&tale, task), "review");
	CHECK_INT(review_at(tale.state, 1)->life, REVIEW_open);
	tale_end(&tale);
}

static void another_commit_voids_the_review_and_even_an_approval(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	lead_approves(&tale, task);
	HAPPENS(&tale, EVENT_attached, .task = task);
	CHECK_INT(go_on(&tale), 0);
	HAPPENS(&tale, EVENT_detached, .task = task, LEFT("t2"));
	CHECK_INT(review_at(tale.state, 1)->life, REVIEW_void);
	CHECK_INT(last_landing(&tale)->life, LANDING_returned);
	CHECK_STR(life_of(&tale, task), "gating");
	go_on(&tale);
	gate_says(&tale, 1, "t2", "green");
	CHECK_STR(review_at(tale.state, 2)->tree, "t2");
	tale_end(&tale);
}

static void what_is_reviewed_can_be_sent_on_with_the_leads_words(void)
{
	struct tale tale = tale_begin();
	long long task = task_in_review(&tale, "a", "t1");

	HAPPENS(&tale, EVENT_attached, .task = task);
	HAPPENS(&tale, EVENT_detached, .task = task, .word = S("resume"), .text = S("now the tests"));
	go_on(&tale);
	CHECK_STR(turn_of(&tale, task)->why, "attached");
	CHECK_STR(turn_of(&tale, task)->text, "now the tests");
	CHECK_INT(review_at(tale.state, 1)->life, REVIEW_void);
	tale_end(&tale);
}

static void what_failed_can_be_finished_by_the_lead(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	HAPPENS(&tale, EVENT_reported, .job = turn_of(&tale, task)->record.id, .attempt = 1, .word = S("impossible"));
	turn_ends(&tale, task, "t0");
	CHECK_STR(life_of(&tale, task), "failed");
	HAPPENS(&tale, EVENT_attached, .task = task);
	HAPPENS(&tale, EVENT_detached, .task = task);
	CHECK_STR(life_of(&tale, task), "failed");
	HAPPENS(&tale, EVENT_attached, .task = task);
	HAPPENS(&tale, EVENT_detached, .task = task, LEFT("t1"));
	CHECK_STR(life_of(&tale, task), "gating");
	tale_end(&tale);
}

static void a_cancelled_task_is_nobodys_any_more(void)
{
	struct tale tale = tale_begin();
	long long task = attached_at_work(&tale);

	HAPPENS(&tale, EVENT_cancelled, .task = task);
	CHECK_INT(task_at(tale.state, task)->attached_ms, 0);
	REFUSED(&tale, ERR_REFUSED, EVENT_detached, .task = task, LEFT("t1"));
	REFUSED(&tale, ERR_REFUSED, EVENT_attached, .task = task);
	tale_end(&tale);
}

static void an_answer_that_a_cut_off_turn_brought_is_told_again_after_the_lead(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	HAPPENS(&tale, EVENT_asked, .job = job, .attempt = 1, .key = S("k"), .text = S("which?"), .options = S("x\ny"),
		.choice = 1, .is_blocking = 1);
	HAPPENS(&tale, EVENT_left, .job = job, .attempt = 1, .key = S("k"));
	HAPPENS(&tale, EVENT_answered, .question = 1, .text = S("y"), .by = S("lead"));
	turn_ends(&tale, task, "t0");
	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	CHECK(late_is_for(job_at(tale.state, job), question_at(tale.state, 1)));
	HAPPENS(&tale, EVENT_attached, .task = task);
	go_on(&tale);
	turn_stops(&tale, job, "attach");
	HAPPENS(&tale, EVENT_detached, .task = task, LEFT("t1"));
	CHECK_STR(turn_of(&tale, task)->why, "answered");
	CHECK(late_is_for(turn_of(&tale, task), question_at(tale.state, 1)));
	tale_end(&tale);
}

static void who_was_in_a_session_that_is_over_gives_no_other_one_back(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), first, job;

	go_on(&tale);
	first = session_of(&tale, task)->record.id;
	job = turn_of(&tale, task)->record.id;
	HAPPENS(&tale, EVENT_checkpointed, .job = job, .attempt = 1, .commit = S("p1"));
	HAPPENS(&tale, EVENT_attached, .task = task);
	go_on(&tale);
	turn_stops(&tale, job, "attach");
	HAPPENS(&tale, EVENT_restored, .task = task, .session = first, .commit = S("p1"));
	go_on(&tale);
	CHECK(session_of(&tale, task)->record.id != first);
	HAPPENS(&tale, EVENT_attached, .task = task);
	REFUSED(&tale, ERR_CONFLICT, EVENT_detached, .task = task, .session = first, LEFT("t1"));
	CHECK(task_at(tale.state, task)->attached_ms != 0);
	HAPPENS(&tale, EVENT_detached, .task = task, .session = session_of(&tale, task)->record.id);
	tale_end(&tale);
}

static void what_the_session_worked_before_the_lead_came_counts_and_the_leads_own_time_does_not(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), job;

	go_on(&tale);
	job = turn_of(&tale, task)->record.id;
	tale.now += 600000;
	HAPPENS(&tale, EVENT_attached, .task = task);
	go_on(&tale);
	turn_stops(&tale, job, "attach");
	tale.now += 3600000;
	HAPPENS(&tale, EVENT_detached, .task = task, LEFT("t1"));
	go_on(&tale);
	gate_says(&tale, 1, "t1", "green");
	CHECK_INT(class_named(tale.state, "task")->cycles, 1);
	CHECK_INT(class_named(tale.state, "task")->work_ms / 60000, 10);
	tale_end(&tale);
}

static void where_nobody_has_begun_there_is_nothing_to_take_over(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	REFUSED(&tale, ERR_MISSING, EVENT_attached, .task = task);
	tale_end(&tale);
}

int main(void)
{
	a_turn_is_ended_for_the_lead_and_none_begins_beside_them();
	who_leaves_nothing_new_gives_the_turn_back();
	who_is_gone_without_a_word_gives_it_back_too();
	who_leaves_before_the_turn_has_ended_was_not_there();
	a_new_commit_is_offered_and_no_turn_follows();
	a_red_gate_on_what_the_lead_left_goes_to_the_session();
	what_follows_can_be_said();
	a_look_at_what_is_reviewed_changes_nothing();
	another_commit_voids_the_review_and_even_an_approval();
	what_is_reviewed_can_be_sent_on_with_the_leads_words();
	what_failed_can_be_finished_by_the_lead();
	a_cancelled_task_is_nobodys_any_more();
	an_answer_that_a_cut_off_turn_brought_is_told_again_after_the_lead();
	who_was_in_a_session_that_is_over_gives_no_other_one_back();
	what_the_session_worked_before_the_lead_came_counts_and_the_leads_own_time_does_not();
	where_nobody_has_begun_there_is_nothing_to_take_over();
	return tap_done();
}
