/*
 * measure_core.c - how fast the rules are: `measure_core TASKS ended|waiting`.
 *
 * A state with so many tasks that have landed, or that were called and wait; beside them five
 * are at work, and each that lands makes room for the next. What step(), plan_next() and plan_wake()
 * cost meanwhile is measured, each for itself. Nothing is stored. A tenth as many more
 * tasks land, so that the state stays as large as it is said to be; small states are made again
 * and again, until as many are behind their figures as behind those of a large one. All of it
 * happens three times alike, and of each call the shortest time counts: the others may have
 * been interrupted.
 */
#include "base/mem.h"
#include "base/text.h"
#include "core/plan.h"
#include "core/step.h"

#include <stdio.h>
#include <time.h>

#define S(text) ((char *)(text))

enum { AT_WORK = 5, AREAS = 40, USAGES = 6, LANDED_IN_ALL = 1000, TIMES = 3, CLOCK_READS = 1000 };
/* The lead is there, and the review buffer never full: what is compared must not wait. */
#define EVENT_MS 20000LL
#define BUFFER_MS (24 * 3600000LL)

/* Of every call, by its number. */
struct cost {
	long long *ns; /* owned */
	size_t calls, room;
	size_t again; /* calls of the present time through */
};
struct measure {
	struct state *state;
	long long at_ms, called, opened, landed;
	bool is_measured;
	struct cost step, plan, wake;
};

static long long now_ns(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static void charge(const struct measure *measure, struct cost *cost, long long began_ns)
{
	long long ns = now_ns() - began_ns;

	if (!measure->is_measured)
		return;
	if (cost->calls == cost->room) {
		cost->room = cost->room ? 2 * cost->room : 4096;
		cost->ns = mem_grow(cost->ns, cost->room, sizeof *cost->ns);
	}
	if (cost->again == cost->calls)
		cost->ns[cost->calls++] = ns;
	else if (ns < cost->ns[cost->again])
		cost->ns[cost->again] = ns;
	cost->again++;
}

static void take(struct measure *measure, struct event event)
{
	struct err err = ERR_INIT;
	long long began_ns;

	event.at_ms = measure->at_ms += EVENT_MS;
	began_ns = now_ns();
	if (step(measure->state, &event, &err)) {
		fprintf(stderr, "measure_core: %s: %s\n", event_kinds[event.kind], err.text);
		abort();
	}
	charge(measure, &measure->step, began_ns);
}

#define HAPPENS(measure, ...) take(measure, (struct event){ .kind = __VA_ARGS__ })

static char *hash_of(const char *kind, long long number)
{
	return mem_printf("%s%032llx", kind, (unsigned long long)number * 2654435761ULL);
}

static void begin_project(struct measure *measure)
{
	_autofree_ char *commit = hash_of("c0ffee00", 1), *tree = hash_of("7ea00000", 1);

	HAPPENS(measure, EVENT_gate_known, .key = S("build"), .name = S("build"), .command = S("make"));
	HAPPENS(measure, EVENT_gate_known, .key = S("test"), .name = S("test"), .command = S("make test"));
	HAPPENS(measure, EVENT_configured, .name = S("main"), .gates = S("1\n2"), .sessions = AT_WORK, .checks = 2,
		.rounds = 2, .review_buffer_ms = BUFFER_MS, .stagger_ms = 1000, .tells = 1);
	HAPPENS(measure, EVENT_tip, .commit = commit, .tree = tree);
}

static void add_task(struct measure *measure)
{
	long long number = task_count(measure->state) + 1;
	_autofree_ char *name = mem_printf("task-%lld", number);
	_autofree_ char *scope = mem_printf("src/area-%lld/**", number % AREAS);
	/* Every fourth needs the one before it. */
	_autofree_ char *needs = number % 4 ? 0 : mem_printf("task-%lld", number - 1);

	HAPPENS(measure, EVENT_task_fit, .name = name, .title = name, .agent = S("codex"), .hash = name,
		.class = S("feature"), .form = S("change"), .review_mode = S("each"), .scope = scope, .needs = needs,
		.rounds = 2, .priority = 5);
}

static void call_task(struct measure *measure)
{
	if (measure->called == task_count(measure->state))
		add_task(measure);
	HAPPENS(measure, EVENT_task_called, .task = ++measure->called);
}

static void open_session(struct measure *measure, long long task)
{
	const struct factory *factory = factory_of(measure->state);
	_autofree_ char *tip = mem_dup(factory->tip), *tip_tree = mem_dup(factory->tip_tree);

	HAPPENS(measure, EVENT_session_opened, .task = task, .commit = tip, .tree = tip_tree);
	measure->opened++;
}

static void merge(struct measure *measure, long long landing)
{
	const struct factory *factory = factory_of(measure->state);
	_autofree_ char *commit = hash_of("ce9e0000", landing), *tree = hash_of("7e9e0000", landing);
	_autofree_ char *base = mem_dup(factory->tip), *base_tree = mem_dup(factory->tip_tree);

	HAPPENS(measure, EVENT_merged, .landing = landing, .commit = commit, .tree = tree, .base = base,
		.base_tree = base_tree);
}

static void carry(struct measure *measure, const struct order *order)
{
	switch (order->kind) {
	case ORDER_open_session: open_session(measure, order->id); break;
	case ORDER_start_job: HAPPENS(measure, EVENT_job_started, .job = order->id); break;
	case ORDER_tell: HAPPENS(measure, EVENT_told, .number = order->id); break;
	case ORDER_merge: merge(measure, order->id); break;
	case ORDER_move:
		HAPPENS(measure, EVENT_landed, .landing = order->id);
		measure->landed++;
		break;
	case ORDER_stop_job:
	case ORDER_adopt:
	case ORDER_deliver:
	case ORDER_lapse:
	case ORDER_decide: abort();
	}
}

static bool plan_one(struct measure *measure, struct order *order)
{
	long long began_ns = now_ns();
	bool is_due = plan_next(measure->state, measure->at_ms, order);

	charge(measure, &measure->plan, began_ns);
	return is_due;
}

/* As the floor does after it has read what happened. */
static void carry_all(struct measure *measure)
{
	struct order order;
	long long began_ns;

	while (plan_one(measure, &order))
		carry(measure, &order);
	began_ns = now_ns();
	plan_wake(measure->state, measure->at_ms);
	charge(measure, &measure->wake, began_ns);
}

/* A session tells what it used, some times, and offers its change. */
static void work_on(struct measure *measure, const struct job *job)
{
	_autofree_ char *commit = hash_of("c0000000", job->record.id), *tree = hash_of("7ee00000", job->record.id);
	long long used = job->input;

	if (used < USAGES)
		HAPPENS(measure, EVENT_usage, .job = job->record.id, .attempt = job->attempt, .input = used + 1,
			.output = used / 2, .cost_microusd = 100 * used);
	else
		HAPPENS(measure, EVENT_turn_ended, .job = job->record.id, .attempt = job->attempt, .word = S("done"),
			.commit = commit, .tree = tree, .gates = S("1\n2"), .files = 3, .insertions = 40);
}

static void judge(struct measure *measure, const struct review *review)
{
	_autofree_ char *tree = mem_dup(review->tree);

	if (!review->is_shown)
		HAPPENS(measure, EVENT_shown, .review = review->record.id);
	else
		HAPPENS(measure, EVENT_approved, .review = review->record.id, .tree = tree, .by = S("Lena Lead"));
}

/* A check ends, or else the lead looks or judges, or else the session that has told least goes on. */
static void go_on(struct measure *measure)
{
	const struct job *least = 0;

	EACH_LIVE(job, job, measure->state) {
		if (job->life == JOB_running && job->run) {
			HAPPENS(measure, EVENT_check_ended, .job = job->record.id, .attempt = job->attempt,
				.word = S("green"), .duration_ms = 41000);
			return;
		}
		if (job->life == JOB_running && (!least || job->input < least->input))
			least = job;
	}
	EACH_LIVE(review, review, measure->state)
		if (review->life == REVIEW_open) {
			judge(measure, review);
			return;
		}
	if (!least)
		abort();
	work_on(measure, least);
}

/* Until so many have landed, with so many that wait. */
static void live_until(struct measure *measure, long long landed, long long waiting)
{
	while (measure->landed < landed) {
		while (measure->called - measure->opened < waiting)
			call_task(measure);
		carry_all(measure);
		go_on(measure);
	}
}

static void begin(struct measure *measure, long long tasks)
{
	measure->state = state_new();
	measure->at_ms = 1750000000000;
	measure->called = measure->opened = measure->landed = 0;
	begin_project(measure);
	for (long long i = 0; i < tasks; i++)
		add_task(measure);
}

static void live_through(struct measure *measure, long long tasks, bool are_ended, long long more)
{
	long long waiting = are_ended ? AT_WORK : tasks;

	begin(measure, tasks);
	live_until(measure, are_ended ? tasks : AT_WORK, waiting);
	measure->is_measured = true;
	live_until(measure, measure->landed + more, waiting);
	measure->is_measured = false;
	state_free(measure->state);
}

static void live_all(struct measure *measure, long long tasks, bool are_ended)
{
	long long more = tasks / 10 > AT_WORK ? tasks / 10 : AT_WORK;

	measure->step.again = measure->plan.again = measure->wake.again = 0;
	for (long long landed = 0; landed < LANDED_IN_ALL; landed += more)
		live_through(measure, tasks, are_ended, more);
}

/* What a reading of the clock adds to each. */
static long long clock_ns(void)
{
	long long least_ns = 0;

	for (int i = 0; i < CLOCK_READS; i++) {
		long long began_ns = now_ns(), ns = now_ns() - began_ns;

		least_ns = !i || ns < least_ns ? ns : least_ns;
	}
	return least_ns;
}

static double a_second(const struct cost *cost, long long reading_ns)
{
	double ns = 0;

	for (size_t i = 0; i < cost->calls; i++)
		ns += (double)(cost->ns[i] - reading_ns);
	return 1e9 * (double)cost->calls / ns;
}

int main(int argc, char **argv)
{
	struct measure measure = { 0 };
	long long reading_ns = clock_ns(), tasks = 0;

	if (argc < 3 || !text_to_number(argv[1], &tasks) || tasks < 1) {
		fputs("usage: measure_core TASKS ended|waiting\n", stderr);
		return 2;
	}
	for (int i = 0; i < TIMES; i++)
		live_all(&measure, tasks, text_same(argv[2], "ended"));
	printf("{\"step\": %.0f, \"plan_next\": %.0f, \"plan_wake\": %.0f, \"events\": %zu}\n",
	       a_second(&measure.step, reading_ns), a_second(&measure.plan, reading_ns),
	       a_second(&measure.wake, reading_ns), measure.step.calls);
	free(measure.step.ns);
	free(measure.plan.ns);
	free(measure.wake.ns);
	return 0;
}
