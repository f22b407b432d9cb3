/* When the lead is interrupted, by what, and what happens where nobody answers. */
#include "core/desk.h"
#include "core/pace.h"
#include "core/rope.h"
#include "tale.h"

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)

static void configure(struct tale *tale, long long answer_ms)
{
	HAPPENS(tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 9, .checks = 9, .tells = 1,
		.answer_ms = answer_ms);
	tale->now += 24 * HOUR;
}

static long long asks(struct tale *tale, long long task, const char *key, long long choice)
{
	const struct job *job = turn_of(tale, task);

	HAPPENS(tale, EVENT_asked, .job = job->record.id, .attempt = job->attempt, .key = S(key),
		.text = S("which?"), .options = S("this\nthat"), .choice = choice, .is_blocking = 1);
	return question_count(tale->state);
}

/* Whether the lead is told something now; it is told. */
static bool is_told(struct tale *tale)
{
	struct order order;

	if (!plan_next(tale->state, tale->now, &order) || order.kind != ORDER_tell)
		return false;
	CHECK_INT(carry(tale, &order), 0);
	return true;
}

static void what_waits_is_told_once(void)
{
	struct tale tale = tale_begin();
	long long other;

	configure(&tale, 0);
	other = task_new(&tale, "other");
	go_on(&tale);
	is_told(&tale);
	asks(&tale, task_in_review(&tale, "a", "t1") ? other : 0, "k", 0);
	CHECK(is_told(&tale));
	tale.now += 3 * HOUR;
	CHECK(!is_told(&tale));
	tale_end(&tale);
}

static void a_lead_in_a_review_hears_only_of_what_stops_everything(void)
{
	struct tale tale = tale_begin();
	long long works, asker;

	configure(&tale, 0);
	task_in_review(&tale, "seen", "t1");
	is_told(&tale);
	HAPPENS(&tale, EVENT_shown, .review = 1);
	works = task_new(&tale, "works");
	asker = task_new(&tale, "asker");
	go_on(&tale);
	tale.now += 20 * MINUTE;
	asks(&tale, asker, "k", 0);
	CHECK(!is_told(&tale));
	asks(&tale, works, "k2", 0);
	CHECK(is_told(&tale));
	tale_end(&tale);
}

static void the_end_of_a_review_is_a_moment_to_be_told(void)
{
	struct tale tale = tale_begin();
	long long seen, works, asker;

	configure(&tale, 0);
	seen = task_in_review(&tale, "seen", "t1");
	is_told(&tale);
	HAPPENS(&tale, EVENT_shown, .review = 1);
	works = task_new(&tale, "works");
	asker = task_new(&tale, "asker");
	go_on(&tale);
	CHECK(works != asker);
	tale.now += 20 * MINUTE;
	asks(&tale, asker, "k", 0);
	CHECK(!is_told(&tale));
	lead_approves(&tale, seen);
	go_on(&tale);
	CHECK_INT(question_at(tale.state, 1)->is_told, 1);
	tale_end(&tale);
}

static void questions_that_come_close_together_are_told_together(void)
{
	struct tale tale = tale_begin();
	long long a, b, c;

	configure(&tale, 0);
	a = task_new(&tale, "a");
	b = task_new(&tale, "b");
	c = task_new(&tale, "c");
	go_on(&tale);
	CHECK(c);
	asks(&tale, a, "k", 0);
	CHECK(is_told(&tale));
	tale.now += MINUTE;
	asks(&tale, b, "k", 0);
	CHECK(!is_told(&tale));
	CHECK_INT(plan_wake(tale.state, tale.now), factory_of(tale.state)->told_ms + ASK_BATCH_MS);
	tale.now = plan_wake(tale.state, tale.now);
	CHECK(is_told(&tale));
	tale_end(&tale);
}

static void a_question_with_a_default_and_time_waits_for_the_digest(void)
{
	struct tale tale = tale_begin();
	long long a, b;

	configure(&tale, 48 * HOUR);
	a = task_new(&tale, "a");
	b = task_new(&tale, "b");
	go_on(&tale);
	asks(&tale, a, "k", 0);
	CHECK(is_told(&tale));
	tale.now += HOUR;
	asks(&tale, b, "k", 2);
	CHECK(!question_at(tale.state, 2)->is_told);
	/* All stands now, so it is told at once; with something at work it waits. */
	task_new(&tale, "c");
	go_on(&tale);
	CHECK(!question_at(tale.state, 2)->is_told);
	tale.now += ASK_DIGEST_MS;
	CHECK(is_told(&tale));
	tale_end(&tale);
}

static void a_question_that_nobody_answers_in_time_gets_its_default(void)
{
	struct tale tale = tale_begin();
	long long a, question;

	configure(&tale, 4 * HOUR);
	a = task_new(&tale, "a");
	go_on(&tale);
	question = asks(&tale, a, "k", 2);
	go_on(&tale);
	CHECK_INT(plan_wake(tale.state, tale.now), question_at(tale.state, question)->due_ms);
	tale.now = question_at(tale.state, question)->due_ms;
	go_on(&tale);
	CHECK_STR(question_at(tale.state, question)->answer, "that");
	CHECK_STR(question_at(tale.state, question)->by, ASK_NOBODY);
	CHECK_STR(task_shown(tale.state, task_at(tale.state, a)), "running");
	CHECK_INT(factory_of(tale.state)->lead_ms < tale.now - 3 * HOUR, 1);
	tale_end(&tale);
}

static void a_question_without_a_default_waits_for_the_lead(void)
{
	struct tale tale = tale_begin();
	long long a;

	configure(&tale, 4 * HOUR);
	a = task_new(&tale, "a");
	go_on(&tale);
	asks(&tale, a, "k", 0);
	tale.now += 100 * HOUR;
	go_on(&tale);
	CHECK_STR(task_shown(tale.state, task_at(tale.state, a)), "asking");
	tale_end(&tale);
}

static void a_review_that_is_left_open_ends_by_itself_and_the_floor_wakes_for_it(void)
{
	struct tale tale = tale_begin();
	long long works, asker, shown_ms;

	configure(&tale, 0);
	task_in_review(&tale, "seen", "t1");
	is_told(&tale);
	HAPPENS(&tale, EVENT_shown, .review = 1);
	shown_ms = tale.now;
	works = task_new(&tale, "works");
	asker = task_new(&tale, "asker");
	go_on(&tale);
	CHECK(works != asker);
	asks(&tale, asker, "k", 0);
	CHECK(!is_told(&tale));
	CHECK_INT(plan_wake(tale.state, tale.now), shown_ms + PACE_LONGEST_MS);
	tale.now = plan_wake(tale.state, tale.now);
	CHECK(is_told(&tale));
	tale_end(&tale);
}

static void what_the_clock_holds_back_is_no_standstill(void)
{
	struct tale tale = tale_begin();
	long long parked, asker;
	const struct job *job;

	configure(&tale, 0);
	parked = task_with(&tale, "parked", (struct event){ .provider = S("openai") });
	asker = task_new(&tale, "asker");
	go_on(&tale);
	job = turn_of(&tale, parked);
	HAPPENS(&tale, EVENT_turn_ended, .job = job->record.id, .attempt = job->attempt, .word = S("limited"),
		.number = tale.now + 5 * MINUTE);
	asks(&tale, asker, "k", 0);
	CHECK(!ask_all_stands(tale.state, tale.now));
	HAPPENS(&tale, EVENT_paused, .task = parked);
	CHECK(ask_all_stands(tale.state, tale.now));
	tale_end(&tale);
}

static void a_task_that_is_stuck_is_told_once(void)
{
	struct tale tale = tale_begin();

	configure(&tale, 0);
	task_with(&tale, "stuck", (struct event){ .needs = S("nobody") });
	CHECK(is_told(&tale));
	tale.now += 24 * HOUR;
	CHECK(!is_told(&tale));
	tale_end(&tale);
}

static void a_review_of_low_priority_waits_for_the_digest(void)
{
	struct tale tale = tale_begin();
	long long task;

	configure(&tale, 0);
	task_in_review(&tale, "first", "t1");
	CHECK(review_at(tale.state, 1)->is_told || is_told(&tale));
	task_new(&tale, "works");
	tale.now += HOUR;
	task = task_with(&tale, "low", (struct event){ .priority = 8 });
	go_on(&tale);
	turn_ends(&tale, task, "t2");
	go_on(&tale);
	gate_says(&tale, 1, "t2", "green");
	go_on(&tale);
	CHECK(!review_at(tale.state, 2)->is_told);
	tale.now += ASK_DIGEST_MS;
	CHECK(is_told(&tale));
	CHECK(review_at(tale.state, 2)->is_told);
	tale_end(&tale);
}

static void without_a_way_to_tell_nothing_is_told(void)
{
	struct tale tale = tale_begin();

	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 9, .checks = 9);
	tale.now += 24 * HOUR;
	task_in_review(&tale, "a", "t1");
	CHECK(!is_told(&tale));
	tale_end(&tale);
}

static void like_stands_by_like_in_the_inbox(void)
{
	static const char *const order[] = { "fix-1", "fix-2", "docs-1" };
	struct tale tale = tale_begin();
	long long docs = 0, works;
	struct desk desk;

	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 9, .checks = 9);
	for (int i = 0; i < 3; i++) {
		static const char *const names[] = { "fix-1", "docs-1", "fix-2" };
		static const char *const trees[] = { "t1", "t2", "t3" };
		long long task = task_with(&tale, names[i], (struct event){ .class = S(i == 1 ? "docs" : "fix") });

		go_on(&tale);
		turn_ends(&tale, task, trees[i]);
		go_on(&tale);
		gate_says(&tale, 1, trees[i], "green");
		docs = i == 1 ? task : docs;
	}
	works = task_new(&tale, "works");
	go_on(&tale);
	desk = desk_of(tale.state, tale.now);
	CHECK_INT(desk.count, 3);
	for (int i = 0; i < 3 && i < desk.count; i++)
		CHECK_STR(task_at(tale.state, desk.items[i].task)->name, order[i]);
	desk_release(&desk);
	/* What somebody waits for comes before all that. */
	task_with(&tale, "next", (struct event){ .needs = S("docs-1") });
	desk = desk_of(tale.state, tale.now);
	CHECK_INT(desk.items[0].task, docs);
	desk_release(&desk);
	/* And a session that stands still before that. */
	asks(&tale, works, "k", 0);
	desk = desk_of(tale.state, tale.now);
	CHECK_INT(desk.items[0].task, works);
	desk_release(&desk);
	tale_end(&tale);
}

/* What only the clock held back until then may wait for reviews from there on: then all stands. */
static void what_waits_to_be_told_is_looked_at_again_when_the_lead_counts_as_away(void)
{
	struct tale tale = tale_begin();
	long long task, away_ms;
	const struct job *job;

	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 9, .checks = 9, .tells = 1,
		.review_buffer_ms = 20 * MINUTE, .day_tokens = 10);
	tale.now += 24 * HOUR;
	factory_of(tale.state)->told_ms = tale.now;
	task = task_new(&tale, "a");
	go_on(&tale);
	job = turn_of(&tale, task);
	HAPPENS(&tale, EVENT_proposed, .job = job->record.id, .attempt = 1, .key = S("p"), .name = S("n"), .hash = S("h"));
	HAPPENS(&tale, EVENT_usage, .job = job->record.id, .attempt = 1, .input = 10);
	go_on(&tale);
	away_ms = factory_of(tale.state)->lead_ms + ROPE_PRESENCE_MS;
	CHECK_INT(plan_wake(tale.state, tale.now), away_ms);
	tale_end(&tale);
}

int main(void)
{
	what_waits_is_told_once();
	a_lead_in_a_review_hears_only_of_what_stops_everything();
	the_end_of_a_review_is_a_moment_to_be_told();
	questions_that_come_close_together_are_told_together();
	a_question_with_a_default_and_time_waits_for_the_digest();
	a_question_that_nobody_answers_in_time_gets_its_default();
	a_question_without_a_default_waits_for_the_lead();
	a_review_that_is_left_open_ends_by_itself_and_the_floor_wakes_for_it();
	what_the_clock_holds_back_is_no_standstill();
	a_task_that_is_stuck_is_told_once();
	a_review_of_low_priority_waits_for_the_digest();
	without_a_way_to_tell_nothing_is_told();
	like_stands_by_like_in_the_inbox();
	what_waits_to_be_told_is_looked_at_again_when_the_lead_counts_as_away();
	return tap_done();
}
