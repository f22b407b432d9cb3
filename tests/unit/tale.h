/*
 * tale.h - a floor in a test: what happens is told line by line, orders are carried out.
 *
 * A small project: gate 1 "test" is asked of every change, the target stands at c0 with
 * the tree t0, two sessions may run. Merging the change c onto the tip T makes the tree
 * "c on T".
 */
#ifndef LEADHAND_TALE_H
#define LEADHAND_TALE_H

#include "base/mem.h"
#include "base/text.h"
#include "core/ask.h"
#include "core/plan.h"
#include "core/step.h"
#include "core/turn.h"
#include "tap.h"

/* An event's texts are owned elsewhere: here they are literals, and never released. */
#define S(text) ((char *)(text))

struct tale {
	struct state *state;
	long long now;
	struct err err; /* of the last refusal */
	bool is_old;	/* what happens is told as before there were editions of the rules */
};

static inline int take(struct tale *tale, struct event event)
{
	err_release(&tale->err);
	event.at_ms = ++tale->now;
	if (event.kind == EVENT_configured && !tale->is_old)
		event.edition = FACTORY_EDITION;
	return step(tale->state, &event, &tale->err);
}

#define HAPPENS(tale, ...) CHECK_INT(take(tale, (struct event){ .kind = __VA_ARGS__ }), 0)
#define REFUSED(tale, code, ...) \
	CHECK_INT(take(tale, (struct event){ .kind = __VA_ARGS__ }), code)

static inline struct tale tale_begin(void)
{
	struct tale tale = { state_new(), 1000, ERR_INIT, false };

	HAPPENS(&tale, EVENT_gate_known, .key = S("k1"), .name = S("test"),
		.command = S("make test"));
	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 2,
		.checks = 9);
	HAPPENS(&tale, EVENT_tip, .commit = S("c0"), .tree = S("t0"));
	return tale;
}

static inline void tale_end(struct tale *tale)
{
	err_release(&tale->err);
	state_free(tale->state);
}

/* A task that is called; its id. Anything but the name and two rounds comes from `with`. */
static inline long long task_with(struct tale *tale, const char *name, struct event with)
{
	with.kind = EVENT_task_fit;
	with.name = S(name);
	with.title = S(name);
	with.rounds = with.rounds ? with.rounds : 2;
	CHECK_INT(take(tale, with), 0);
	HAPPENS(tale, EVENT_task_called, .task = task_named(tale->state, name)->record.id);
	return task_named(tale->state, name)->record.id;
}

static inline long long task_new(struct tale *tale, const char *name)
{
	return task_with(tale, name, (struct event){ 0 });
}

static inline int carry_merge(struct tale *tale, long long landing)
{
	const struct factory *factory = factory_of(tale->state);
	_autofree_ char *tree =
		mem_printf("%s on %s", landing_at(tale->state, landing)->commit, factory->tip);
	_autofree_ char *commit = mem_printf("merge of %s", tree);
	_autofree_ char *tip = mem_dup(factory->tip), *tip_tree = mem_dup(factory->tip_tree);

	return take(tale, (struct event){ .kind = EVENT_merged,
					  .landing = landing,
					  .commit = commit,
					  .tree = tree,
					  .base = tip,
					  .base_tree = tip_tree });
}

static inline int carry(struct tale *tale, const struct order *order)
{
	const struct factory *factory = factory_of(tale->state);
	const struct job *job = job_at(tale->state, order->id);
	const struct session *past;

	switch (order->kind) {
	case ORDER_open_session:
		past = session_at(tale->state, task_at(tale->state, order->id)->past);
		return take(tale, (struct event){ .kind = EVENT_session_opened,
						  .task = order->id,
						  .commit = past ? past->base : factory->tip,
						  .tree = past ? past->base_tree : factory->tip_tree });
	case ORDER_start_job:
		return take(tale,
			    (struct event){ .kind = EVENT_job_started, .job = order->id });
	case ORDER_stop_job:
		return take(tale, (struct event){ .kind = EVENT_stop_sent,
						  .job = order->id,
						  .attempt = job->attempt,
						  .text = S(order->why) });
	case ORDER_adopt:
	case ORDER_deliver:
		return take(tale,
			    (struct event){ .kind = EVENT_delivered, .question = order->id });
	case ORDER_decide: {
		_autofree_ char *text = ask_default(question_at(tale->state, order->id));

		return take(tale, (struct event){ .kind = EVENT_answered, .question = order->id, .text = text,
						  .by = S(ASK_NOBODY) });
	}
	case ORDER_lapse:
		return take(tale, (struct event){ .kind = EVENT_lapsed, .key = test_at(tale->state, order->id)->key });
	case ORDER_tell: return take(tale, (struct event){ .kind = EVENT_told, .number = order->id });
	case ORDER_merge: return carry_merge(tale, order->id);
	case ORDER_move:
		return take(tale, (struct event){ .kind = EVENT_landed, .landing = order->id });
	}
	return -1;
}

/* Carry out whatever is due until nothing is; how many orders that were. */
static inline int go_on(struct tale *tale)
{
	struct order order;
	int n = 0;

	while (plan_next(tale->state, tale->now, &order) && n < 100) {
		CHECK_INT(carry(tale, &order), 0);
		n++;
	}
	CHECK(n < 100);
	return n;
}

static inline const char *life_of(const struct tale *tale, long long task)
{
	return task_states[task_at(tale->state, task)->life];
}

static inline struct session *session_of(const struct tale *tale, long long task)
{
	return task_session(tale->state, task_at(tale->state, task));
}

/* The turn of that task that has not ended. */
static inline struct job *turn_of(const struct tale *tale, long long task)
{
	return session_job(tale->state, session_of(tale, task));
}

/* The session commits `tree` (as the commit "c of TREE") and ends its turn. */
static inline void turn_ends(struct tale *tale, long long task, const char *tree)
{
	const struct job *job = turn_of(tale, task);
	_autofree_ char *commit = mem_printf("c of %s", tree);

	HAPPENS(tale, EVENT_turn_ended, .job = job->record.id, .attempt = job->attempt,
		.word = S("done"), .commit = commit, .tree = S(tree), .gates = S("1"));
}

static inline void turn_stops(struct tale *tale, long long job, const char *why)
{
	HAPPENS(tale, EVENT_turn_ended, .job = job,
		.attempt = job_at(tale->state, job)->attempt, .word = S("stopped"),
		.text = S(why));
}

/* The running check of that gate on that tree ends. */
static inline void gate_says(struct tale *tale, long long gate, const char *tree,
			     const char *word)
{
	const struct run *run = run_of(tale->state, gate, tree);

	CHECK(run && run->life == RUN_running);
	if (run)
		HAPPENS(tale, EVENT_check_ended, .job = run->job,
			.attempt = job_at(tale->state, run->job)->attempt, .word = S(word));
}

/* All the way from a call to an open review of `tree`. */
static inline long long task_in_review(struct tale *tale, const char *name, const char *tree)
{
	long long task = task_new(tale, name);

	go_on(tale);
	turn_ends(tale, task, tree);
	go_on(tale);
	gate_says(tale, 1, tree, "green");
	CHECK_STR(life_of(tale, task), "review");
	return task;
}

static inline void lead_approves(struct tale *tale, long long task)
{
	const struct review *review = review_at(tale->state, review_count(tale->state));

	CHECK_INT(review->task, task);
	HAPPENS(tale, EVENT_approved, .review = review->record.id, .tree = review->tree,
		.by = S("lead"));
}

static inline struct landing *last_landing(const struct tale *tale)
{
	return landing_at(tale->state, landing_count(tale->state));
}

#endif
