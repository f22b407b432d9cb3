/*
 * make_store.c - a store as months of work leave it: `make_store DB TASKS EVENTS [live]`.
 *
 * Made by the code that makes the real ones: every event goes through step() and the store, and
 * what the plan orders is what happens next. Of a hundred tasks 86 have landed, 10 wait for
 * a review and 4 have failed; with `live` some are at work and 4 were not called yet.
 */
#include "base/mem.h"
#include "base/text.h"
#include "core/plan.h"
#include "core/step.h"
#include "core/turn.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

#define EVENTS_A_COMMIT 1000
#define MINUTE_MS 60000LL
#define S(text) ((char *)(text))

struct maker {
	struct state *state;
	struct store *store;
	long long at_ms, events, uncommitted, noise; /* noise: events between two that matter */
};

static void die(const struct err *err)
{
	fprintf(stderr, "make_store: %s\n", err->text ? err->text : "?");
	abort();
}

static void begin(struct maker *maker)
{
	struct err err = ERR_INIT;

	if (store_begin(maker->store, &err))
		die(&err);
}

static void end(struct maker *maker)
{
	struct err err = ERR_INIT;

	if (store_save(maker->store, maker->state, &err) || store_commit(maker->store, &err))
		die(&err);
	maker->uncommitted = 0;
}

static void take(struct maker *maker, struct event event)
{
	struct err err = ERR_INIT;

	event.at_ms = maker->at_ms += 137;
	if (step(maker->state, &event, &err) || store_append(maker->store, &event, &err))
		die(&err);
	maker->events++;
	if (++maker->uncommitted == EVENTS_A_COMMIT) {
		end(maker);
		begin(maker);
	}
}

#define HAPPENS(maker, ...) take(maker, (struct event){ .kind = __VA_ARGS__ })

static char *hash_of(const char *kind, long long number)
{
	return mem_printf("%s%032llx", kind, (unsigned long long)number * 2654435761ULL);
}

static void begin_project(struct maker *maker)
{
	_autofree_ char *commit = hash_of("c0ffee00", 1), *tree = hash_of("7ea00000", 1);

	begin(maker);
	HAPPENS(maker, EVENT_gate_known, .key = S("build"), .name = S("build"), .command = S("make"));
	HAPPENS(maker, EVENT_gate_known, .key = S("test"), .name = S("test"), .command = S("make test"));
	HAPPENS(maker, EVENT_configured, .name = S("main"), .gates = S("1\n2"), .sessions = 50, .checks = 99,
		.rounds = 2);
	HAPPENS(maker, EVENT_tip, .commit = commit, .tree = tree);
}

static struct task *add_task(struct maker *maker, long long number)
{
	_autofree_ char *name = mem_printf("task-%04lld", number);
	_autofree_ char *title = mem_printf("Rank exact matches first in search number %lld", number);

	HAPPENS(maker, EVENT_task_fit, .name = name, .title = title, .agent = S("codex"), .hash = name,
		.class = S("feature"), .form = S("change"), .review_mode = S("each"), .rounds = 2, .priority = 5);
	return task_named(maker->state, name);
}

/* What a session tells while it works. */
static void work_on(struct maker *maker, const struct job *job)
{
	for (long long i = 0; i < maker->noise; i++) {
		_autofree_ char *commit = hash_of("c4ec0000", maker->events);

		if (i % 4 == 3)
			HAPPENS(maker, EVENT_checkpointed, .job = job->record.id, .attempt = job->attempt, .commit = commit);
		else
			HAPPENS(maker, EVENT_usage, .job = job->record.id, .attempt = job->attempt, .input = 8000 * (i + 1),
				.cached = 4000 * (i + 1), .output = 700 * (i + 1), .cost_microusd = 9000 * (i + 1));
	}
}

static void offer(struct maker *maker, const struct task *task, const struct job *job)
{
	_autofree_ char *commit = hash_of("c0000000", job->record.id), *tree = hash_of("7ee00000", job->record.id);

	HAPPENS(maker, EVENT_reported, .job = job->record.id, .attempt = job->attempt, .word = S("done"),
		.text = S("The order was decided by the index alone; exact matches come first now."),
		.decided = S("ties go to the older document"), .assumed = S("the index is not rebuilt"));
	HAPPENS(maker, EVENT_turn_ended, .job = job->record.id, .attempt = job->attempt, .word = S("done"),
		.commit = commit, .tree = tree, .gates = S("1\n2"), .files = 3, .insertions = 40 + task->record.id % 200,
		.deletions = task->record.id % 50);
}

static void merge(struct maker *maker, long long landing)
{
	const struct factory *factory = factory_of(maker->state);
	_autofree_ char *commit = hash_of("ce9e0000", maker->events), *tree = hash_of("7e9e0000", maker->events);
	_autofree_ char *base = mem_dup(factory->tip), *base_tree = mem_dup(factory->tip_tree);

	HAPPENS(maker, EVENT_merged, .landing = landing, .commit = commit, .tree = tree, .base = base,
		.base_tree = base_tree);
}

static void carry(struct maker *maker, const struct order *order)
{
	const struct factory *factory = factory_of(maker->state);
	_autofree_ char *tip = mem_dup(factory->tip), *tip_tree = mem_dup(factory->tip_tree);

	switch (order->kind) {
	case ORDER_open_session:
		HAPPENS(maker, EVENT_session_opened, .task = order->id, .commit = tip, .tree = tip_tree);
		break;
	case ORDER_start_job: HAPPENS(maker, EVENT_job_started, .job = order->id); break;
	case ORDER_stop_job:
		HAPPENS(maker, EVENT_stop_sent, .job = order->id, .attempt = job_at(maker->state, order->id)->attempt,
			.text = S(order->why));
		break;
	case ORDER_adopt:
	case ORDER_deliver: HAPPENS(maker, EVENT_delivered, .question = order->id); break;
	case ORDER_lapse:
	case ORDER_decide: break;
	case ORDER_tell: HAPPENS(maker, EVENT_told, .number = order->id); break;
	case ORDER_merge: merge(maker, order->id); break;
	case ORDER_move: HAPPENS(maker, EVENT_landed, .landing = order->id); break;
	}
}

/* Checks that run end green, all orders are carried out, until only turns and people are waited for. */
static void go_on(struct maker *maker)
{
	bool goes_on = true;

	while (goes_on) {
		struct order order;

		goes_on = false;
		while (plan_next(maker->state, maker->at_ms, &order)) {
			carry(maker, &order);
			goes_on = true;
		}
		for (long long i = job_count(maker->state); i >= 1; i--) {
			const struct job *job = job_at(maker->state, i);

			if (job->life == JOB_ended)
				break;
			if (!job->run || job->life != JOB_running)
				continue;
			HAPPENS(maker, EVENT_check_ended, .job = i, .attempt = job->attempt, .word = S("green"),
				.duration_ms = 41000);
			goes_on = true;
		}
	}
}

/* The turn that runs for this task, NULL where there is none. */
static const struct job *turn_of(const struct maker *maker, const struct task *task)
{
	return session_job(maker->state, task_session(maker->state, task));
}

static void approve(struct maker *maker)
{
	const struct review *review = review_at(maker->state, review_count(maker->state));
	_autofree_ char *tree = mem_dup(review->tree);

	HAPPENS(maker, EVENT_approved, .review = review->record.id, .tree = tree, .by = S("Lena Lead <lena@example.org>"));
	go_on(maker);
}

static void live_through(struct maker *maker, long long number, bool is_live)
{
	struct task *task = add_task(maker, number);
	long long fate = number % 100;

	maker->at_ms += 3 * MINUTE_MS;
	if (is_live && fate >= 96)
		return;
	HAPPENS(maker, EVENT_task_called, .task = task->record.id);
	go_on(maker);
	work_on(maker, turn_of(maker, task));
	if (is_live && fate == 95)
		return;
	if (fate >= 92 && fate < 96) {
		HAPPENS(maker, EVENT_reported, .job = turn_of(maker, task)->record.id,
			.attempt = turn_of(maker, task)->attempt, .word = S("impossible"),
			.text = S("the index has no place for it"));
		HAPPENS(maker, EVENT_turn_ended, .job = turn_of(maker, task)->record.id,
			.attempt = turn_of(maker, task)->attempt, .word = S("done"));
		go_on(maker);
		return;
	}
	offer(maker, task, turn_of(maker, task));
	go_on(maker);
	if (fate < 86)
		approve(maker);
}

int main(int argc, char **argv)
{
	struct maker maker = { .at_ms = 1750000000000 };
	struct err err = ERR_INIT;
	long long tasks = 0, events = 0;

	if (argc < 4 || !text_to_number(argv[2], &tasks) || !text_to_number(argv[3], &events)) {
		fputs("usage: make_store DB TASKS EVENTS [live]\n", stderr);
		return 2;
	}
	if (store_open(argv[1], STORE_write, &maker.store, &err) || store_load(maker.store, &maker.state, &err))
		die(&err);
	begin_project(&maker);
	for (long long i = 1; i <= tasks; i++) {
		long long left = tasks - i + 1, wanted = (events - maker.events) / left;

		/* A task costs about twelve events that matter; the rest is what a session tells. */
		maker.noise = wanted > 13 ? wanted - 13 : 1;
		live_through(&maker, i, argc > 4);
	}
	end(&maker);
	printf("{\"tasks\": %lld, \"events\": %lld, \"state\": \"made\"}\n", task_count(maker.state), maker.events);
	store_close(maker.store);
	state_free(maker.state);
	return 0;
}
