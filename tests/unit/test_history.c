/* Where the time went, told of invented days whose answers can be counted on one's fingers. */
#include "base/mem.h"
#include "base/text.h"
#include "history/history.h"
#include "tap.h"

#include <stdlib.h>

#define S(text) ((char *)(text))
#define MIN 60000LL
#define DAY (24 * 60 * MIN)

struct day {
	struct history *history;
	struct err err;
};

static int take(struct day *day, long long at_min, struct event event)
{
	err_release(&day->err);
	event.at_ms = DAY + at_min * MIN;
	return history_take(day->history, &event, &day->err);
}

/* At that minute this happened. */
#define AT(minute, ...) CHECK_INT(take(day, (minute), (struct event){ .kind = __VA_ARGS__ }), 0)

static struct day day_of(const char *class, long long since_min)
{
	struct history_scope scope = { class, DAY + since_min * MIN };
	struct day made = { history_new(&scope), ERR_INIT }, *day = &made;

	AT(0, EVENT_configured, .name = S("main"), .sessions = 2, .checks = 2);
	AT(0, EVENT_tip, .commit = S("c0"), .tree = S("t0"));
	return made;
}

static const struct history_figures *ends(struct day *day, long long at_min)
{
	history_end(day->history, DAY + at_min * MIN);
	return history_figures(day->history);
}

static void forget(struct day *day)
{
	err_release(&day->err);
	history_free(day->history);
}

static void is_fit(struct day *day, long long at, const char *name, struct event with)
{
	with.kind = EVENT_task_fit;
	with.name = with.title = S(name);
	with.rounds = 2;
	CHECK_INT(take(day, at, with), 0);
}

/* Work of `minutes` on the job (which is the task's, here) up to a review. */
static void works(struct day *day, long long at, long long job, const char *tree,
		  long long minutes)
{
	AT(at, EVENT_job_started, .job = job);
	AT(at + minutes, EVENT_turn_ended, .job = job, .attempt = 1, .word = S("done"),
	   .commit = S(tree), .tree = S(tree));
}

static void lands(struct day *day, long long at, long long landing, const char *tree)
{
	AT(at, EVENT_merged, .landing = landing, .commit = S(tree), .tree = S(tree),
	   .base = S("c0"), .base_tree = S("t0"));
	AT(at, EVENT_landed, .landing = landing);
}

static const struct history_part *part(const struct history_figures *figures, const char *what)
{
	for (size_t i = 0; i < figures->part_count; i++)
		if (text_same(figures->parts[i].what, what))
			return &figures->parts[i];
	return 0;
}

#define SPENT(figures, what, minutes) spent(figures, what, minutes, __LINE__)
static void spent(const struct history_figures *figures, const char *what, long long minutes,
		  int line)
{
	const struct history_part *found = part(figures, what);
	long long got = found ? (long long)found->stays_ms.sum : -1;

	tap_int(got, minutes * MIN, what, __FILE__, line);
}

/* Two tasks, one after the other because both write the same place. */
static void a_morning(struct day *day)
{
	is_fit(day, 0, "a", (struct event){ .class = S("bug"), .scope = S("src/") });
	is_fit(day, 0, "b", (struct event){ .class = S("doc"), .scope = S("src/") });
	AT(0, EVENT_task_called, .task = 1);
	AT(0, EVENT_task_called, .task = 2);
	AT(1, EVENT_session_opened, .task = 1, .commit = S("c0"), .tree = S("t0"));
	works(day, 1, 1, "ta", 30);
	AT(40, EVENT_shown, .review = 1);
	AT(45, EVENT_approved, .review = 1, .tree = S("ta"), .by = S("lead"));
	lands(day, 47, 1, "ta+");
	AT(48, EVENT_session_opened, .task = 2, .commit = S("c0"), .tree = S("t0"));
	works(day, 48, 2, "tb", 20);
	AT(70, EVENT_shown, .review = 2);
	AT(73, EVENT_rejected, .review = 2, .text = S("no"), .by = S("lead"));
	works(day, 74, 3, "tb2", 10);
	AT(90, EVENT_shown, .review = 3);
	AT(91, EVENT_approved, .review = 3, .tree = S("tb2"), .by = S("lead"));
	lands(day, 91, 2, "tb+");
}

static void time_is_put_down_to_what_each_task_did(void)
{
	struct day day = day_of(0, 0);
	const struct history_figures *figures;

	a_morning(&day);
	figures = ends(&day, 100);
	SPENT(figures, "running", 30 + 20 + 10);
	/* Of one from 31 to 45, of the other from 68 to 73 and from 84 to 91. */
	SPENT(figures, "review", 14 + 5 + 7);
	SPENT(figures, "approved", 2);
	SPENT(figures, "scope", 47 - 1);
	CHECK(part(figures, "scope")->is_wait && !part(figures, "review")->is_wait);
	CHECK_STR(figures->parts[0].what, "running");
	CHECK_INT(figures->tasks, 2);
	CHECK_INT(figures->landed, 2);
	CHECK(samples_quantile(&figures->called_to_landed_ms, 0.5) == 47.0 * MIN);
	CHECK(samples_quantile(&figures->called_to_landed_ms, 0.9) == 91.0 * MIN);
	CHECK_STR(figures->bottleneck, "none");
	CHECK_INT(figures->allowed, 2);
	forget(&day);
}

static void reviews_are_measured_from_the_first_look_to_the_verdict(void)
{
	struct day day = day_of(0, 0);
	const struct history_figures *figures;

	a_morning(&day);
	figures = ends(&day, 100);
	CHECK_INT(figures->approved, 2);
	CHECK_INT(figures->rejected, 1);
	CHECK_INT((long long)figures->reviews_ms.count, 3);
	CHECK_INT((long long)figures->lead_ms, 9 * MIN);
	/* From 1 to 47, and from 48 to 91. */
	CHECK_INT((long long)figures->under_way_ms, (46 + 43) * MIN);
	CHECK_INT(figures->switches, 1);
	forget(&day);
}

static void rework_is_counted_by_what_it_was_for(void)
{
	struct day day = day_of(0, 0);
	const struct history_figures *figures;

	a_morning(&day);
	figures = ends(&day, 100);
	CHECK_INT(figures->turns, 3);
	CHECK_INT((long long)figures->whys.count, 2);
	CHECK_STR(figures->whys.lines[0].name, "first");
	CHECK_INT(figures->whys.lines[0].count, 2);
	CHECK_STR(figures->whys.lines[1].name, "rejected");
	forget(&day);
}

static void a_class_is_told_alone(void)
{
	struct day day = day_of("doc", 0);
	const struct history_figures *figures;
	_autofree_ char *classes = 0;

	a_morning(&day);
	figures = ends(&day, 100);
	classes = history_classes(day.history);
	CHECK_STR(classes, "bug\ndoc");
	SPENT(figures, "running", 30);
	SPENT(figures, "scope", 46);
	CHECK_INT(figures->landed, 1);
	CHECK_INT(figures->tasks, 1);
	CHECK_INT(figures->reviews, 2);
	CHECK_INT(figures->switches, 0);
	forget(&day);
	day = day_of("dco", 0);
	a_morning(&day);
	CHECK_INT(ends(&day, 100)->tasks, 0);
	forget(&day);
}

static void what_was_before_does_not_count(void)
{
	struct day day = day_of(0, 80);
	const struct history_figures *figures;

	a_morning(&day);
	figures = ends(&day, 100);
	SPENT(figures, "running", 4);
	SPENT(figures, "review", 7);
	CHECK(!part(figures, "scope") || part(figures, "scope")->stays_ms.count == 0);
	CHECK_INT(figures->landed, 1);
	CHECK_INT(figures->turns, 0);
	CHECK_INT((long long)figures->lead_ms, MIN);
	forget(&day);
}

static void what_goes_on_is_told_until_now(void)
{
	struct day made = day_of(0, 0), *day = &made;
	const struct history_figures *figures;

	is_fit(day, 0, "a", (struct event){ 0 });
	is_fit(day, 0, "b", (struct event){ .needs = S("a") });
	is_fit(day, 0, "c", (struct event){ 0 });
	AT(0, EVENT_task_called, .task = 1);
	AT(0, EVENT_task_called, .task = 2);
	AT(2, EVENT_session_opened, .task = 1, .commit = S("c0"), .tree = S("t0"));
	works(day, 5, 1, "ta", 10);
	figures = ends(day, 60);
	SPENT(figures, "about to start", 5);
	SPENT(figures, "running", 10);
	SPENT(figures, "review", 45);
	SPENT(figures, "dependency", 60);
	/* The third was never called. */
	CHECK_INT(figures->tasks, 2);
	CHECK_STR(figures->bottleneck, "review");
	forget(day);
}

static void asks(struct day *day, long long at, long long job, const char *text)
{
	AT(at, EVENT_asked, .job = job, .attempt = 1, .key = S(text), .text = S(text),
	   .is_blocking = 1);
}

static void a_question_stops_a_session_and_is_known_when_it_comes_again(void)
{
	struct day made = day_of(0, 0), *day = &made;
	const struct history_figures *figures;

	is_fit(day, 0, "a", (struct event){ 0 });
	is_fit(day, 0, "b", (struct event){ 0 });
	for (long long task = 1; task <= 2; task++) {
		AT(0, EVENT_task_called, .task = task);
		AT(0, EVENT_session_opened, .task = task, .commit = S("c0"), .tree = S("t0"));
		AT(0, EVENT_job_started, .job = task);
	}
	asks(day, 10, 1, "which colour?");
	AT(25, EVENT_answered, .question = 1, .text = S("blue"), .by = S("lead"));
	AT(25, EVENT_delivered, .question = 1);
	asks(day, 30, 2, "which colour?");
	AT(32, EVENT_answered, .question = 2, .text = S("blue"), .by = S("lead"));
	AT(32, EVENT_delivered, .question = 2);
	asks(day, 33, 2, "how large?");
	AT(40, EVENT_cancelled, .task = 2);
	figures = ends(day, 40);
	CHECK_INT(figures->asked, 3);
	CHECK_INT(figures->asked_again, 1);
	CHECK_INT(figures->questions, 3);
	CHECK_INT(figures->switches, 1);
	SPENT(figures, "asking", 15 + 2 + 7);
	/* 10 min, 30 min, 1 min of work, each up to a question; what goes on is no cycle yet.
	 */
	CHECK_INT((long long)figures->cycles_ms.count, 3);
	CHECK_INT((long long)figures->cycles_ms.sum, 41 * MIN);
	forget(day);
}

static void a_question_that_is_left_and_parks_its_session_interrupts_once(void)
{
	struct day made = day_of(0, 0), *day = &made;
	const struct history_figures *figures;

	is_fit(day, 0, "a", (struct event){ 0 });
	AT(0, EVENT_task_called, .task = 1);
	AT(0, EVENT_session_opened, .task = 1, .commit = S("c0"), .tree = S("t0"));
	AT(0, EVENT_job_started, .job = 1);
	asks(day, 10, 1, "which colour?");
	AT(12, EVENT_left, .job = 1, .attempt = 1, .key = S("which colour?"));
	AT(15, EVENT_turn_ended, .job = 1, .attempt = 1, .word = S("done"));
	AT(45, EVENT_answered, .question = 1, .text = S("blue"), .by = S("lead"));
	figures = ends(day, 50);
	CHECK_INT(figures->questions, 1);
	SPENT(figures, "asking", 2 + 30);
	CHECK_INT((long long)figures->cycles_ms.count, 1);
	forget(day);
}

static void failures_are_told_by_class(void)
{
	struct day made = day_of(0, 0), *day = &made;
	const struct history_figures *figures;

	for (long long task = 1; task <= 3; task++) {
		_autofree_ char *name = mem_printf("t%lld", task);

		is_fit(day, 0, name, (struct event){ 0 });
		AT(0, EVENT_task_called, .task = task);
		AT(0, EVENT_session_opened, .task = task, .commit = S("c0"), .tree = S("t0"));
		AT(0, EVENT_job_started, .job = task);
		AT(5, EVENT_reported, .job = task, .attempt = 1, .word = S("blocked"),
		   .text = S("no"));
		AT(5, EVENT_turn_ended, .job = task, .attempt = 1,
		   .word = S(task == 3 ? "stopped" : "done"), .text = S("budget"));
		AT(5, EVENT_tip, .commit = S("c0"), .tree = S("t0"));
	}
	AT(65, EVENT_retried, .task = 1);
	figures = ends(day, 70);
	CHECK_INT(figures->failures, 3);
	CHECK_INT((long long)figures->blames.count, 1);
	CHECK_STR(figures->blames.lines[0].name, "specification");
	CHECK_INT(figures->blames.lines[0].count, 3);
	/* Two lie there still: how long that will have been nobody knows yet. */
	SPENT(figures, "failed", 60);
	forget(day);
}

static void costs_are_what_every_attempt_used(void)
{
	struct day made = day_of(0, 0), *day = &made;
	const struct history_figures *figures;

	is_fit(day, 0, "a", (struct event){ 0 });
	AT(0, EVENT_task_called, .task = 1);
	AT(0, EVENT_session_opened, .task = 1, .commit = S("c0"), .tree = S("t0"));
	AT(0, EVENT_job_started, .job = 1);
	AT(1, EVENT_usage, .job = 1, .attempt = 1, .input = 100, .output = 10,
	   .cost_microusd = 5);
	AT(2, EVENT_usage, .job = 1, .attempt = 1, .input = 300, .output = 20,
	   .cost_microusd = 9);
	AT(3, EVENT_job_lost, .job = 1, .attempt = 1);
	AT(4, EVENT_job_started, .job = 1);
	AT(5, EVENT_usage, .job = 1, .attempt = 2, .input = 1, .output = 1, .cost_microusd = 1);
	figures = ends(day, 6);
	CHECK_INT(figures->cost_microusd, 10);
	CHECK_INT(figures->tokens, 322);
	CHECK_INT(figures->turns, 1);
	forget(day);
}

/* So many tasks at a time, each worked on for 20 min, all approved at once. */
static long long a_round(struct day *day, long long at, long long *next, long long at_once)
{
	for (long long i = 0; i < at_once; i++) {
		long long task = *next + i;
		_autofree_ char *name = mem_printf("t%lld", task);

		is_fit(day, at, name, (struct event){ 0 });
		AT(at, EVENT_task_called, .task = task);
		AT(at, EVENT_session_opened, .task = task, .commit = S("c0"), .tree = S("t0"));
		AT(at, EVENT_job_started, .job = task);
	}
	for (long long i = 0; i < at_once; i++) {
		long long task = *next + i;
		_autofree_ char *tree = mem_printf("t%lld", task);

		AT(at + 20, EVENT_turn_ended, .job = task, .attempt = 1, .word = S("done"),
		   .commit = tree, .tree = tree);
		AT(at + 20, EVENT_approved, .review = task, .tree = tree, .by = S("lead"));
		mem_replace(&tree, mem_printf("%s+", tree));
		lands(day, at + 20, task, tree);
	}
	*next += at_once;
	return at + 20;
}

static void the_curve_has_a_point_for_every_few_that_landed(void)
{
	struct day made = day_of(0, 0), *day = &made;
	const struct history_figures *figures;
	long long at = 0, next = 1;

	for (int i = 0; i < HISTORY_WINDOW; i++)
		at = a_round(day, at, &next, 1);
	/* A night in which nothing is under way is no time. */
	at = a_round(day, at + 600, &next, 4);
	figures = ends(day, at);
	CHECK_INT((long long)figures->point_count, 2);
	CHECK(figures->points[0].sessions == 1 && figures->points[0].rate == 3);
	CHECK(figures->points[1].sessions == 4 && figures->points[1].rate == 12);
	forget(day);
}

static void a_long_history_is_a_curve_of_few_points(void)
{
	struct day made = day_of(0, 0), *day = &made;
	const struct history_figures *figures;
	long long at = 0, next = 1;

	/* 60 windows: half of them with one at a time, half with four. */
	for (int i = 0; i < 30 * HISTORY_WINDOW; i++)
		at = a_round(day, at, &next, 1);
	for (int i = 0; i < 30; i++)
		at = a_round(day, at, &next, 4);
	figures = ends(day, at);
	CHECK_INT((long long)figures->point_count, 20);
	for (size_t i = 0; i < figures->point_count; i++) {
		CHECK(figures->points[i].sessions == (i < 10 ? 1 : 4));
		CHECK(figures->points[i].rate == (i < 10 ? 3 : 12));
	}
	forget(day);
}

static void a_look_that_took_the_night_is_no_review_time(void)
{
	struct day made = day_of(0, 0), *day = &made;
	const struct history_figures *figures;

	is_fit(day, 0, "a", (struct event){ 0 });
	AT(0, EVENT_task_called, .task = 1);
	AT(0, EVENT_session_opened, .task = 1, .commit = S("c0"), .tree = S("t0"));
	works(day, 0, 1, "ta", 10);
	AT(20, EVENT_shown, .review = 1);
	AT(900, EVENT_approved, .review = 1, .tree = S("ta"), .by = S("lead"));
	figures = ends(day, 900);
	CHECK_INT((long long)figures->reviews_ms.count, 0);
	CHECK_INT((long long)figures->lead_ms, 0);
	CHECK_INT((long long)figures->under_way_ms, 20 * MIN);
	forget(day);
}

static void a_look_begins_once_and_ends_with_the_first_verdict(void)
{
	struct day made = day_of(0, 0), *day = &made;
	const struct history_figures *figures;

	is_fit(day, 0, "a", (struct event){ 0 });
	AT(0, EVENT_task_called, .task = 1);
	AT(0, EVENT_session_opened, .task = 1, .commit = S("c0"), .tree = S("t0"));
	works(day, 0, 1, "ta", 10);
	AT(20, EVENT_shown, .review = 1);
	AT(23, EVENT_shown, .review = 1);
	AT(25, EVENT_approved, .review = 1, .tree = S("ta"), .by = S("lead"));
	/* Taken back out of the queue, without another look. */
	AT(30, EVENT_rejected, .review = 1, .text = S("no"), .by = S("lead"));
	figures = ends(day, 30);
	CHECK_INT((long long)figures->reviews_ms.count, 1);
	CHECK_INT((long long)figures->lead_ms, 5 * MIN);
	CHECK_INT(figures->approved + figures->rejected, 2);
	forget(day);
}

static void a_clock_that_was_put_back_takes_nothing_back(void)
{
	struct day made = day_of(0, 0), *day = &made;
	const struct history_figures *figures;

	is_fit(day, 60, "a", (struct event){ 0 });
	AT(60, EVENT_task_called, .task = 1);
	AT(60, EVENT_session_opened, .task = 1, .commit = S("c0"), .tree = S("t0"));
	AT(60, EVENT_job_started, .job = 1);
	AT(30, EVENT_turn_ended, .job = 1, .attempt = 1, .word = S("done"), .commit = S("ta"),
	   .tree = S("ta"));
	figures = ends(day, 70);
	SPENT(figures, "running", 0);
	SPENT(figures, "review", 10);
	CHECK_INT((long long)figures->under_way_ms, 10 * MIN);
	forget(day);
}

static void two_looks_at_one_time_are_one_lead(void)
{
	struct day made = day_of(0, 0), *day = &made;
	const struct history_figures *figures;

	for (long long task = 1; task <= 2; task++) {
		_autofree_ char *name = mem_printf("t%lld", task);

		is_fit(day, 0, name, (struct event){ 0 });
		AT(0, EVENT_task_called, .task = task);
		AT(0, EVENT_session_opened, .task = task, .commit = S("c0"), .tree = S("t0"));
		AT(0, EVENT_job_started, .job = task);
		AT(1, EVENT_turn_ended, .job = task, .attempt = 1, .word = S("done"),
		   .commit = name, .tree = name);
	}
	AT(10, EVENT_shown, .review = 1);
	AT(12, EVENT_shown, .review = 2);
	AT(15, EVENT_approved, .review = 2, .tree = S("t2"), .by = S("lead"));
	AT(18, EVENT_approved, .review = 1, .tree = S("t1"), .by = S("lead"));
	figures = ends(day, 18);
	CHECK_INT((long long)figures->lead_ms, 8 * MIN);
	forget(day);
}

static void an_event_that_cannot_be_is_refused(void)
{
	struct day day = day_of(0, 0);

	CHECK_INT(take(&day, 1, (struct event){ .kind = EVENT_landed, .landing = 7 }),
		  ERR_MISSING);
	forget(&day);
}

static void many_that_wait_are_asked_in_turn(void)
{
	struct day made = day_of(0, 0), *day = &made;
	const struct history_figures *figures;

	is_fit(day, 0, "first", (struct event){ 0 });
	AT(0, EVENT_task_called, .task = 1);
	for (long long task = 2; task <= 101; task++) {
		_autofree_ char *name = mem_printf("t%lld", task);

		is_fit(day, 0, name, (struct event){ .needs = S("first") });
		AT(0, EVENT_task_called, .task = task);
	}
	AT(10, EVENT_paused, .task = 50);
	/* Other tasks' news bring everybody's turn round. */
	for (int i = 0; i < 10; i++)
		AT(10, EVENT_tip, .commit = S("c0"), .tree = S("t0"));
	figures = ends(day, 60);
	SPENT(figures, "dependency", 99 * 60 + 10);
	SPENT(figures, "paused", 50);
	forget(day);
}

static void quantiles_are_values_that_were_measured(void)
{
	struct samples samples = { 0 };

	CHECK(samples_quantile(&samples, 0.5) == 0);
	for (int i = 10; i >= 1; i--)
		samples_add(&samples, i);
	CHECK(samples_quantile(&samples, 0.5) == 5 && samples_quantile(&samples, 0.9) == 9);
	CHECK(samples_quantile(&samples, 0) == 1 && samples_quantile(&samples, 1) == 10);
	samples_release(&samples);
}

int main(void)
{
	time_is_put_down_to_what_each_task_did();
	reviews_are_measured_from_the_first_look_to_the_verdict();
	rework_is_counted_by_what_it_was_for();
	a_class_is_told_alone();
	what_was_before_does_not_count();
	what_goes_on_is_told_until_now();
	a_question_stops_a_session_and_is_known_when_it_comes_again();
	a_question_that_is_left_and_parks_its_session_interrupts_once();
	failures_are_told_by_class();
	costs_are_what_every_attempt_used();
	the_curve_has_a_point_for_every_few_that_landed();
	a_long_history_is_a_curve_of_few_points();
	a_look_that_took_the_night_is_no_review_time();
	a_look_begins_once_and_ends_with_the_first_verdict();
	a_clock_that_was_put_back_takes_nothing_back();
	two_looks_at_one_time_are_one_lead();
	an_event_that_cannot_be_is_refused();
	many_that_wait_are_asked_in_turn();
	quantiles_are_values_that_were_measured();
	return tap_done();
}
