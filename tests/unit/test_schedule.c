/* The schedule follows the lead: what is released, what is held back, why, and until when. */
#include "core/desk.h"
#include "core/pace.h"
#include "core/release.h"
#include "core/rope.h"
#include "tale.h"

#include <string.h>

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

#define SETTINGS .name = S("main"), .gates = S("1"), .checks = 9

static void waits_for(const struct tale *tale, long long task, const char *why)
{
	_autofree_ char *reason = task_reason(tale->state, task_at(tale->state, task), tale->now);

	CHECK_STR(task_shown(tale->state, task_at(tale->state, task)), "waiting");
	CHECK_STR(reason, why);
}

static void is_at_work(const struct tale *tale, long long task)
{
	CHECK_STR(task_shown(tale->state, task_at(tale->state, task)), "running");
}

/* To its review, with so many changed lines. */
static void offer(struct tale *tale, long long task, const char *tree, long long lines)
{
	const struct job *job = session_job(tale->state, session_of(tale, task));

	HAPPENS(tale, EVENT_turn_ended, .job = job->record.id, .attempt = job->attempt, .word = S("done"),
		.commit = S(tree), .tree = S(tree), .gates = S("1"), .insertions = lines);
	go_on(tale);
	gate_says(tale, 1, tree, "green");
	CHECK_STR(life_of(tale, task), "review");
}

static void approves(struct tale *tale, long long task)
{
	EACH(review, review, tale->state)
		if (review->task == task && review->life == REVIEW_open)
			HAPPENS(tale, EVENT_approved, .review = review->record.id, .tree = review->tree, .by = S("lead"));
}

static void a_full_buffer_holds_the_next_task_back_until_a_review_is_done(void)
{
	struct tale tale = tale_begin();
	long long a, b, c;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9, .review_buffer_ms = 25 * MINUTE);
	a = task_new(&tale, "a");
	go_on(&tale);
	offer(&tale, a, "t1", 100);
	b = task_new(&tale, "b");
	go_on(&tale);
	is_at_work(&tale, b);
	offer(&tale, b, "t2", 100);
	c = task_new(&tale, "c");
	go_on(&tale);
	waits_for(&tale, c, "review buffer: 40 min of review wait for you, 0 min more are on their "
		  "way, 25 min may wait");
	approves(&tale, a);
	approves(&tale, b);
	go_on(&tale);
	is_at_work(&tale, c);
	tale_end(&tale);
}

static void a_task_that_is_larger_than_the_buffer_goes_alone(void)
{
	struct tale tale = tale_begin();
	long long a;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9, .review_buffer_ms = MINUTE);
	a = task_new(&tale, "a");
	go_on(&tale);
	is_at_work(&tale, a);
	tale_end(&tale);
}

static long long released_of(struct tale *tale, long long count)
{
	long long n = 0;

	for (long long i = 0; i < count; i++) {
		_autofree_ char *name = mem_printf("t%lld", i);

		task_new(tale, name);
	}
	go_on(tale);
	EACH(task, task, tale->state)
		n += task->life == TASK_working;
	return n;
}

static void a_lead_who_went_home_gets_less_work_than_one_who_is_there(void)
{
	struct tale there = tale_begin(), gone = tale_begin();
	long long while_there, while_gone;

	HAPPENS(&there, EVENT_configured, SETTINGS, .sessions = 40, .review_buffer_ms = 20 * MINUTE);
	HAPPENS(&gone, EVENT_configured, SETTINGS, .sessions = 40, .review_buffer_ms = 20 * MINUTE);
	while_there = released_of(&there, 20);
	for (long long i = 0; i < 20; i++) {
		_autofree_ char *name = mem_printf("t%lld", i);

		HAPPENS(&gone, EVENT_task_fit, .name = name, .title = S("T"));
		HAPPENS(&gone, EVENT_task_called, .task = i + 1);
	}
	gone.now += 2 * HOUR;
	while_gone = go_on(&gone) / 2;
	CHECK(while_gone >= 1);
	CHECK(while_gone < while_there);
	tale_end(&there);
	tale_end(&gone);
}

static void what_a_policy_approves_waits_for_no_lead(void)
{
	struct tale tale = tale_begin();

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9, .review_buffer_ms = MINUTE);
	for (long long i = 0; i < 5; i++) {
		_autofree_ char *name = mem_printf("t%lld", i);
		long long task = task_with(&tale, name, (struct event){ .review_mode = S("policy") });

		go_on(&tale);
		is_at_work(&tale, task);
	}
	tale_end(&tale);
}

static void the_urgent_goes_first_then_what_unblocks_most_then_the_older(void)
{
	struct tale tale = tale_begin();
	long long old, needed, urgent, other;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 1);
	old = task_with(&tale, "old", (struct event){ .priority = 5 });
	needed = task_with(&tale, "needed", (struct event){ .priority = 5 });
	other = task_with(&tale, "other", (struct event){ .priority = 5, .needs = S("needed") });
	urgent = task_with(&tale, "urgent", (struct event){ .priority = 4 });
	CHECK_INT(release_next(tale.state, tale.now)->record.id, urgent);
	HAPPENS(&tale, EVENT_cancelled, .task = urgent);
	CHECK_INT(release_next(tale.state, tale.now)->record.id, needed);
	HAPPENS(&tale, EVENT_cancelled, .task = other);
	CHECK_INT(release_next(tale.state, tale.now)->record.id, old);
	tale_end(&tale);
}

static void what_was_cancelled_costs_nothing_and_can_come_back(void)
{
	struct tale tale = tale_begin();

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 1);
	for (long long i = 1; i <= 200; i++) {
		_autofree_ char *name = mem_printf("t%lld", i);

		task_new(&tale, name);
		HAPPENS(&tale, EVENT_cancelled, .task = i);
	}
	CHECK(tale.state->lives[RECORD_task].count < 50);
	HAPPENS(&tale, EVENT_retried, .task = 150);
	HAPPENS(&tale, EVENT_retried, .task = 3);
	HAPPENS(&tale, EVENT_retried, .task = 70);
	CHECK_INT(release_next(tale.state, tale.now)->record.id, 3);
	go_on(&tale);
	is_at_work(&tale, 3);
	HAPPENS(&tale, EVENT_cancelled, .task = 3);
	turn_stops(&tale, 1, "cancel");
	go_on(&tale);
	is_at_work(&tale, 70);
	tale_end(&tale);
}

static void waiting_makes_a_task_urgent(void)
{
	struct tale tale = tale_begin();
	long long late, fresh;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 1);
	late = task_with(&tale, "late", (struct event){ .priority = 9 });
	tale.now += 9 * RELEASE_AGE_MS;
	fresh = task_with(&tale, "fresh", (struct event){ .priority = 1 });
	CHECK(fresh != late);
	CHECK_INT(release_next(tale.state, tale.now)->record.id, late);
	tale_end(&tale);
}

static void turn_is_limited(struct tale *tale, long long task, long long until_ms)
{
	const struct job *job = session_job(tale->state, session_of(tale, task));

	HAPPENS(tale, EVENT_turn_ended, .job = job->record.id, .attempt = job->attempt, .word = S("limited"),
		.text = S("429 Too Many Requests"), .number = until_ms);
}

static void a_limited_provider_parks_its_sessions_and_others_go_on(void)
{
	struct tale tale = tale_begin();
	long long a, b, c, until_ms;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9);
	a = task_with(&tale, "a", (struct event){ .provider = S("openai") });
	go_on(&tale);
	until_ms = tale.now + 10 * MINUTE;
	turn_is_limited(&tale, a, until_ms);
	b = task_with(&tale, "b", (struct event){ .provider = S("openai") });
	c = task_with(&tale, "c", (struct event){ .provider = S("anthropic") });
	go_on(&tale);
	waits_for(&tale, a, "rate limit: 'openai' takes no more for 10 min");
	waits_for(&tale, b, "rate limit: 'openai' takes no more for 10 min");
	is_at_work(&tale, c);
	CHECK_INT(plan_wake(tale.state, tale.now), until_ms);
	CHECK(!plan_is_idle(tale.state, tale.now));
	tale.now = until_ms;
	go_on(&tale);
	is_at_work(&tale, a);
	is_at_work(&tale, b);
	CHECK_INT(session_of(&tale, a)->turns, 1);
	tale_end(&tale);
}

static void a_parked_session_keeps_no_other_from_its_place(void)
{
	struct tale tale = tale_begin();
	long long parked, works, other;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 2);
	parked = task_with(&tale, "parked", (struct event){ .provider = S("openai") });
	works = task_new(&tale, "works");
	other = task_new(&tale, "other");
	go_on(&tale);
	waits_for(&tale, other, "limit: 2 sessions");
	turn_is_limited(&tale, parked, tale.now + 10 * MINUTE);
	go_on(&tale);
	is_at_work(&tale, works);
	is_at_work(&tale, other);
	/* And when the limit lifts there is no third one at work. */
	tale.now += 10 * MINUTE;
	go_on(&tale);
	waits_for(&tale, parked, "limit: 2 sessions");
	tale_end(&tale);
}

static void a_limit_without_a_time_is_waited_for_longer_each_time(void)
{
	struct tale tale = tale_begin();
	long long a, wait_ms = 0;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9);
	a = task_with(&tale, "a", (struct event){ .provider = S("openai") });
	for (int i = 0; i < 10; i++) {
		long long now_ms;

		go_on(&tale);
		is_at_work(&tale, a);
		turn_is_limited(&tale, a, 0);
		now_ms = tale.now;
		CHECK(plan_wake(tale.state, now_ms) - now_ms >= wait_ms);
		wait_ms = plan_wake(tale.state, now_ms) - now_ms;
		CHECK(wait_ms >= MINUTE && wait_ms <= HOUR);
		tale.now += wait_ms;
	}
	CHECK_INT(wait_ms, HOUR);
	tale_end(&tale);
}

static void a_day_that_is_spent_ends_at_midnight(void)
{
	struct tale tale = tale_begin();
	const struct job *job;
	long long a, b;

	tale.now = 10 * DAY + 20 * HOUR;
	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 1, .day_cost_microusd = 5000000);
	a = task_new(&tale, "a");
	go_on(&tale);
	job = session_job(tale.state, session_of(&tale, a));
	HAPPENS(&tale, EVENT_usage, .job = job->record.id, .attempt = job->attempt, .output = 10,
		.cost_microusd = 5250000);
	offer(&tale, a, "t1", 1);
	b = task_new(&tale, "b");
	go_on(&tale);
	waits_for(&tale, b, "budget: 5.25 of 5.00 USD a day are spent, on in 4 h");
	CHECK_INT(plan_wake(tale.state, tale.now), 11 * DAY);
	tale.now = 11 * DAY;
	go_on(&tale);
	is_at_work(&tale, b);
	tale_end(&tale);
}

static void a_strained_machine_gets_no_more_but_is_not_left_idle(void)
{
	struct tale tale = tale_begin();
	long long a, b;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9);
	HAPPENS(&tale, EVENT_machine, .text = S("less than 256 MB of memory are left"));
	a = task_new(&tale, "a");
	b = task_new(&tale, "b");
	go_on(&tale);
	is_at_work(&tale, a);
	waits_for(&tale, b, "machine: less than 256 MB of memory are left");
	HAPPENS(&tale, EVENT_machine, .text = S(""));
	go_on(&tale);
	is_at_work(&tale, b);
	tale_end(&tale);
}

static void turns_start_one_after_the_other(void)
{
	struct tale tale = tale_begin();
	long long b, started_ms;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9, .stagger_ms = 1000);
	is_at_work(&tale, (task_new(&tale, "a"), go_on(&tale), 1));
	started_ms = factory_of(tale.state)->started_ms;
	b = task_new(&tale, "b");
	go_on(&tale);
	waits_for(&tale, b, "about to start");
	CHECK_INT(plan_wake(tale.state, tale.now), started_ms + 1000);
	CHECK(!plan_is_idle(tale.state, tale.now));
	tale.now = started_ms + 1000;
	go_on(&tale);
	is_at_work(&tale, b);
	tale_end(&tale);
}

static void a_clock_that_was_set_back_holds_nobody_up(void)
{
	struct tale tale = tale_begin();
	long long b;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9, .stagger_ms = 1000);
	tale.now += DAY;
	is_at_work(&tale, (task_new(&tale, "a"), go_on(&tale), 1));
	tale.now -= DAY;
	b = task_new(&tale, "b");
	go_on(&tale);
	is_at_work(&tale, b);
	tale_end(&tale);
}

static void tasks_that_share_only_generated_files_do_not_wait_for_each_other(void)
{
	struct tale tale = tale_begin();
	long long b, c;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9, .list = S("**/package-lock.json\ndist/**"));
	task_with(&tale, "a", (struct event){ .scope = S("a/**\nweb/package-lock.json\ndist/**") });
	b = task_with(&tale, "b", (struct event){ .scope = S("b/**\nweb/package-lock.json\ndist/**") });
	c = task_with(&tale, "c", (struct event){ .scope = S("a/x.c") });
	go_on(&tale);
	is_at_work(&tale, b);
	waits_for(&tale, c, "scope: 'a' writes there too");
	tale_end(&tale);
}

static void the_leads_own_pace_is_measured_by_class_and_replaces_the_books(void)
{
	struct tale tale = tale_begin();
	long long before = pace_review_ms(tale.state, "docs", 60), task;

	CHECK_INT(before, 14 * MINUTE);
	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 1);
	for (int i = 0; i < 12; i++) {
		_autofree_ char *name = mem_printf("d%d", i), *tree = mem_printf("t%d", i + 1);

		task = task_with(&tale, name, (struct event){ .class = S("docs") });
		go_on(&tale);
		offer(&tale, task, tree, 60);
		HAPPENS(&tale, EVENT_shown, .review = review_count(tale.state));
		tale.now += 2 * MINUTE;
		lead_approves(&tale, task);
		go_on(&tale);
		gate_says(&tale, 1, landing_at(tale.state, landing_count(tale.state))->tree, "green");
		go_on(&tale);
	}
	CHECK(pace_review_ms(tale.state, "docs", 60) < 6 * MINUTE);
	CHECK(pace_review_ms(tale.state, "docs", 600) > pace_review_ms(tale.state, "docs", 60));
	CHECK_INT(pace_review_ms(tale.state, "feature", 60), before);
	CHECK_INT(pace_of(tale.state, "docs").reviews, 12);
	CHECK(pace_of(tale.state, "docs").human_ms >= 2 * MINUTE && pace_of(tale.state, "docs").human_ms < 3 * MINUTE);
	CHECK(pace_green_percent(tale.state, "docs") > pace_green_percent(tale.state, "feature"));
	CHECK_INT(pace_of(tale.state, "feature").reviews, 0);
	tale_end(&tale);
}

static void a_review_that_was_left_open_over_lunch_says_nothing_of_the_pace(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	offer(&tale, task, "t1", 10);
	HAPPENS(&tale, EVENT_shown, .review = 1);
	tale.now += PACE_LONGEST_MS + MINUTE;
	lead_approves(&tale, task);
	CHECK_INT(pace_of(tale.state, 0).reviews, 0);
	CHECK_INT(pace_of(tale.state, 0).cycles, 1);
	tale_end(&tale);
}

static void only_what_was_worked_is_a_cycle(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");
	const struct job *job;

	go_on(&tale);
	tale.now += 20 * MINUTE;
	job = turn_of(&tale, task);
	/* Asked through the night, and lost; then paused over the weekend. */
	HAPPENS(&tale, EVENT_asked, .job = job->record.id, .attempt = job->attempt, .key = S("k"), .text = S("?"),
		.is_blocking = 1);
	tale.now += 15 * HOUR;
	HAPPENS(&tale, EVENT_job_lost, .job = job->record.id, .attempt = job->attempt);
	HAPPENS(&tale, EVENT_paused, .task = task);
	tale.now += 60 * HOUR;
	HAPPENS(&tale, EVENT_resumed, .task = task);
	go_on(&tale);
	tale.now += 30 * MINUTE;
	offer(&tale, task, "t1", 10);
	CHECK_INT(pace_of(tale.state, 0).cycles, 1);
	CHECK(pace_of(tale.state, 0).work_ms >= 30 * MINUTE && pace_of(tale.state, 0).work_ms < 31 * MINUTE);
	tale_end(&tale);
}

static void reviews_that_were_looked_at_together_share_the_time(void)
{
	struct tale tale = tale_begin();

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9);
	for (int i = 0; i < 5; i++) {
		_autofree_ char *name = mem_printf("a%d", i), *tree = mem_printf("t%d", i + 1);
		long long task = task_new(&tale, name);

		go_on(&tale);
		offer(&tale, task, tree, 10);
	}
	for (long long i = 1; i <= 5; i++)
		HAPPENS(&tale, EVENT_shown, .review = i);
	for (long long i = 1; i <= 5; i++) {
		tale.now += 10 * MINUTE;
		HAPPENS(&tale, EVENT_approved, .review = i, .tree = review_at(tale.state, i)->tree, .by = S("lead"));
	}
	CHECK_INT(pace_of(tale.state, 0).reviews, 5);
	CHECK(pace_of(tale.state, 0).human_ms < 11 * MINUTE);
	tale_end(&tale);
}

static void a_glance_of_yesterday_is_not_where_a_reading_began(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	offer(&tale, task, "t1", 10);
	HAPPENS(&tale, EVENT_shown, .review = 1);
	tale.now += 15 * HOUR;
	HAPPENS(&tale, EVENT_shown, .review = 1);
	tale.now += 20 * MINUTE;
	lead_approves(&tale, task);
	CHECK_INT(pace_of(tale.state, 0).reviews, 1);
	CHECK(pace_of(tale.state, 0).human_ms < 21 * MINUTE);
	tale_end(&tale);
}

static void sessions_that_are_refused_at_one_time_meet_one_limit(void)
{
	struct tale tale = tale_begin();

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9);
	for (int i = 0; i < 7; i++) {
		_autofree_ char *name = mem_printf("a%d", i);

		task_with(&tale, name, (struct event){ .provider = S("openai") });
	}
	go_on(&tale);
	for (long long task = 1; task <= 7; task++)
		turn_is_limited(&tale, task, 0);
	CHECK(plan_wake(tale.state, tale.now) - tale.now <= MINUTE + MINUTE / 4);
	tale_end(&tale);
}

static void a_limit_that_never_lifts_reaches_the_lead_and_is_not_hurried(void)
{
	struct tale tale = tale_begin();
	long long task, starts = 0, until_ms;
	struct desk desk;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9);
	task = task_with(&tale, "a", (struct event){ .provider = S("openai") });
	until_ms = tale.now + DAY;
	while (tale.now < until_ms) {
		go_on(&tale);
		turn_is_limited(&tale, task, tale.now + 1000);
		tale.now = plan_wake(tale.state, tale.now);
		starts++;
	}
	CHECK(starts < 40);
	desk = desk_of(tale.state, tale.now);
	CHECK_INT(desk.count, 1);
	CHECK(desk.count && strstr(desk.items[0].text, "provider 'openai' has taken nothing for"));
	desk_release(&desk);
	go_on(&tale);
	offer(&tale, task, "t1", 10);
	desk = desk_of(tale.state, tale.now);
	CHECK_INT(desk.count, 1);
	CHECK(desk.count && desk.items[0].kind == DESK_review);
	desk_release(&desk);
	tale_end(&tale);
}

static void one_sessions_long_limit_is_told_at_once_and_the_lead_can_lift_it(void)
{
	struct tale tale = tale_begin();
	long long liar, other;
	struct desk desk;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9);
	liar = task_with(&tale, "liar", (struct event){ .provider = S("openai") });
	go_on(&tale);
	turn_is_limited(&tale, liar, tale.now + 6 * DAY);
	other = task_with(&tale, "other", (struct event){ .provider = S("openai") });
	go_on(&tale);
	waits_for(&tale, other, "rate limit: 'openai' takes no more for 144 h");
	desk = desk_of(tale.state, tale.now);
	CHECK_INT(desk.count, 1);
	CHECK(desk.count && strstr(desk.items[0].text, "takes nothing for 144 h, as a session of 'liar' was told"));
	desk_release(&desk);
	HAPPENS(&tale, EVENT_resumed, .by = S("lead"));
	desk = desk_of(tale.state, tale.now);
	CHECK_INT(desk.count, 0);
	desk_release(&desk);
	go_on(&tale);
	is_at_work(&tale, other);
	tale_end(&tale);
}

static void a_limit_of_a_clock_that_was_wrong_does_not_outlive_it(void)
{
	struct tale tale = tale_begin();
	long long task;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9);
	task = task_with(&tale, "a", (struct event){ .provider = S("openai") });
	tale.now += 1000 * DAY;
	go_on(&tale);
	turn_is_limited(&tale, task, tale.now + HOUR);
	tale.now -= 1000 * DAY;
	go_on(&tale);
	is_at_work(&tale, task);
	turn_is_limited(&tale, task, tale.now + HOUR);
	go_on(&tale);
	CHECK_STR(task_shown(tale.state, task_at(tale.state, task)), "waiting");
	tale_end(&tale);
}

static void what_takes_nothing_of_the_lead_does_not_wait_behind_what_does(void)
{
	struct tale tale = tale_begin();
	long long a, b, c, small;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 9, .review_buffer_ms = MINUTE);
	a = task_new(&tale, "a");
	go_on(&tale);
	offer(&tale, a, "t1", 100);
	b = task_new(&tale, "b");
	small = task_new(&tale, "small");
	c = task_with(&tale, "c", (struct event){ .review_mode = S("policy") });
	go_on(&tale);
	is_at_work(&tale, c);
	waits_for(&tale, b, "review buffer: 20 min of review wait for you, 0 min more are on their "
		  "way, 1 min may wait");
	waits_for(&tale, small, "review buffer: 20 min of review wait for you, 0 min more are on their "
		  "way, 1 min may wait");
	tale_end(&tale);
}

static void failures_that_wait_for_the_lead_fill_the_buffer_too(void)
{
	struct tale tale = tale_begin();
	long long task = 0;

	HAPPENS(&tale, EVENT_configured, SETTINGS, .sessions = 1, .review_buffer_ms = 10 * MINUTE);
	for (int i = 0; i < 4; i++) {
		_autofree_ char *name = mem_printf("a%d", i);

		task = task_new(&tale, name);
		go_on(&tale);
		if (task_at(tale.state, task)->life == TASK_waiting)
			break;
		HAPPENS(&tale, EVENT_reported, .job = turn_of(&tale, task)->record.id, .attempt = 1, .word = S("blocked"),
			.text = S("no"));
		HAPPENS(&tale, EVENT_turn_ended, .job = turn_of(&tale, task)->record.id, .attempt = 1, .word = S("done"));
	}
	CHECK_STR(life_of(&tale, task), "waiting");
	CHECK_INT(task, 4);
	tale_end(&tale);
}

static void one_task_is_told_as_one(void)
{
	_autofree_ char *one = rope_reason(&(struct rope){ .under_way = 1, .worth = 1 });
	_autofree_ char *two = rope_reason(&(struct rope){ .under_way = 2, .worth = 1 });

	CHECK_STR(one, "review buffer: 1 task under way keeps you busy");
	CHECK_STR(two, "review buffer: 2 tasks under way keep you busy");
}

int main(void)
{
	a_full_buffer_holds_the_next_task_back_until_a_review_is_done();
	a_task_that_is_larger_than_the_buffer_goes_alone();
	a_lead_who_went_home_gets_less_work_than_one_who_is_there();
	what_a_policy_approves_waits_for_no_lead();
	the_urgent_goes_first_then_what_unblocks_most_then_the_older();
	what_was_cancelled_costs_nothing_and_can_come_back();
	waiting_makes_a_task_urgent();
	a_limited_provider_parks_its_sessions_and_others_go_on();
	a_parked_session_keeps_no_other_from_its_place();
	a_limit_without_a_time_is_waited_for_longer_each_time();
	a_day_that_is_spent_ends_at_midnight();
	a_strained_machine_gets_no_more_but_is_not_left_idle();
	turns_start_one_after_the_other();
	a_clock_that_was_set_back_holds_nobody_up();
	tasks_that_share_only_generated_files_do_not_wait_for_each_other();
	the_leads_own_pace_is_measured_by_class_and_replaces_the_books();
	a_review_that_was_left_open_over_lunch_says_nothing_of_the_pace();
	only_what_was_worked_is_a_cycle();
	reviews_that_were_looked_at_together_share_the_time();
	a_glance_of_yesterday_is_not_where_a_reading_began();
	sessions_that_are_refused_at_one_time_meet_one_limit();
	a_limit_that_never_lifts_reaches_the_lead_and_is_not_hurried();
	one_sessions_long_limit_is_told_at_once_and_the_lead_can_lift_it();
	a_limit_of_a_clock_that_was_wrong_does_not_outlive_it();
	what_takes_nothing_of_the_lead_does_not_wait_behind_what_does();
	failures_that_wait_for_the_lead_fill_the_buffer_too();
	one_task_is_told_as_one();
	return tap_done();
}
