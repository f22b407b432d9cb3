/* deeds.c - see world.h. What could be: runners, leads and targets, each with its moods. */
#include "world.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/ask.h"
#include "core/halt.h"
#include "core/queue.h"

static struct event of_job(enum event_kind kind, const struct job *job)
{
	return (struct event){ .kind = kind, .job = job->record.id, .attempt = job->attempt };
}

static const struct job *any_running(struct world *world)
{
	const struct job *found = 0;
	long long n = 0;

	EACH_LIVE(job, job, world->state)
		if (job->life == JOB_running && !dice_of_sides(&world->dice, ++n))
			found = job;
	return found;
}

static char *any_tree(struct world *world)
{
	/* Seldom a tree that was seen before: the base, another session's. */
	return dice_percent(&world->dice, 75)
		       ? world_name(world, "t")
		       : mem_printf("t%lld", dice_of_sides(&world->dice, 6));
}

/* Other trees to be judged by, and what nobody may change. */
static void add_copies(struct world *world, struct event *event)
{
	if (dice_percent(&world->dice, 15)) {
		event->protected = mem_dup("Makefile");
		event->unnamed = dice_percent(&world->dice, 50) ? mem_dup("Makefile") : 0;
		event->judged = any_tree(world);
		event->judged_commit = world_name(world, "c");
	}
	if (dice_percent(&world->dice, 25)) {
		event->tests = mem_dup("tests/a");
		event->proof = any_tree(world);
		event->proof_commit = world_name(world, "c");
	}
	event->tampering = dice_percent(&world->dice, 5) ? mem_dup("masked\t1\ta.sh\texit 0") : 0;
}

static struct event turn_end(struct world *world, const struct job *job)
{
	static const char *const gates[] = { "1", "1\n2", "1\n3", "" };
	static const char *const errors[] = { "", "", "crashed", "looping", "silent", "bad_request", "budget", "authentication" };
	struct event event = of_job(EVENT_turn_ended, job);
	long long mood = dice_of_sides(&world->dice, 10);

	if (!text_is_empty(job->stopping) ? mood < 8 : mood == 0) {
		event.word = mem_dup("stopped");
		event.text = mem_dup(text_is_empty(job->stopping) ? "pause" : job->stopping);
		return event;
	}
	event.word = mem_dup(mood == 1 ? "failed" : "done");
	event.error = mood == 1 ? mem_dup(DICE_PICK(&world->dice, errors)) : 0;
	if (mood == 2)
		return event;
	event.commit = world_name(world, "c");
	event.tree = any_tree(world);
	event.gates = mem_dup(DICE_PICK(&world->dice, gates));
	event.insertions = dice_of_sides(&world->dice, 300);
	event.outside = dice_percent(&world->dice, 10) ? mem_dup("README.md") : 0;
	add_copies(world, &event);
	return event;
}

static struct event word_of_a_turn(struct world *world, const struct job *job)
{
	static const char *const words[] = { "done", "done", "blocked", "impossible" };
	static const char *const keys[] = { "k1", "k2", "k3" };
	static const char *const signals[] = { "silent", "looping", "overrun", "permission", "nonsense" };
	static const char *const claims[] = { "ran", "passed", "passed", "fixed", "untouched", "within", "nonsense" };
	static const char *const verdicts[] = { "unproven", "unproven", "true", "false" };
	static const char *const whats[] = { "tests", "gates", "make test", "" };
	static const char *const turns[] = { "raised", "raised", "nudged", "helped", "unhelped", "over" };
	static const enum event_kind kinds[] = { EVENT_thread,	 EVENT_usage,
						 EVENT_asked,	 EVENT_asked,
						 EVENT_left,	 EVENT_proposed,
						 EVENT_reported, EVENT_checkpointed, EVENT_signalled, EVENT_claimed };
	struct event event = of_job(DICE_PICK(&world->dice, kinds), job);

	event.input = dice_of_sides(&world->dice, 2000);
	event.key = mem_dup(DICE_PICK(&world->dice, keys));
	event.is_blocking = dice_percent(&world->dice, 60);
	event.options = mem_dup("yes\nno");
	event.choice = text_same(event.key, "k1") ? 0 : text_same(event.key, "k2") ? 1 : 2;
	event.text = mem_dup("words");
	if (event.kind == EVENT_proposed) {
		mem_replace(&event.key, world_name(world, "p"));
		event.name = world_name(world, "task");
	}
	event.word = mem_dup(DICE_PICK(&world->dice, words));
	if (event.kind == EVENT_claimed) {
		mem_replace(&event.word, mem_dup(DICE_PICK(&world->dice, claims)));
		mem_replace(&event.key, mem_dup(DICE_PICK(&world->dice, verdicts)));
		mem_replace(&event.text, mem_dup(DICE_PICK(&world->dice, whats)));
		event.number = dice_percent(&world->dice, 20);
	}
	if (event.kind == EVENT_signalled) {
		mem_replace(&event.word, mem_dup(DICE_PICK(&world->dice, signals)));
		mem_replace(&event.key, mem_dup(DICE_PICK(&world->dice, turns)));
	}
	return event;
}

/* Of three tests of every gate some fail; most reports say which. */
static void name_tests(struct world *world, struct event *event)
{
	static const char *const names[] = { "a", "b", "c" };

	if (dice_percent(&world->dice, 30))
		return;
	event->is_counted = true;
	for (int i = 0; i < 3; i++)
		if (text_same(event->word, "red") && dice_percent(&world->dice, 50))
			lines_add(&event->list, names[i]);
		else if (dice_percent(&world->dice, 80))
			lines_add(&event->passed_again, names[i]);
	event->failed = (long long)lines_count(event->list);
	event->passed = 3 - event->failed;
}

void deed_of_a_job(struct world *world)
{
	static const char *const verdicts[] = { "green", "green", "green", "green",
						"green", "red",	  "red",   "broken" };
	const struct job *job = any_running(world);
	struct event event;

	if (!job)
		return;
	if (dice_percent(&world->dice, 8)) {
		event = of_job(EVENT_job_lost, job);
	} else if (job->session) {
		event = dice_percent(&world->dice, 60) ? turn_end(world, job)
						       : word_of_a_turn(world, job);
	} else {
		event = of_job(EVENT_check_ended, job);
		event.word =
			mem_dup(text_is_empty(job->stopping) || dice_percent(&world->dice, 30)
					? DICE_PICK(&world->dice, verdicts)
					: "stopped");
		name_tests(world, &event);
		event.cause = dice_percent(&world->dice, 20) ? mem_dup("missing") : 0;
	}
	world_take(world, &event);
}

static long long any_task(struct world *world)
{
	return 1 + dice_of_sides(&world->dice, task_count(world->state));
}

static void judge_a_review(struct world *world)
{
	static const char *const classes[] = { "", "", "intent-misread", "overreach", "nonsense" };
	long long n = review_count(world->state);
	const struct review *review =
		review_at(world->state, n - dice_of_sides(&world->dice, n < 3 ? n : 3));
	struct event event = { .kind = dice_percent(&world->dice, 80) ? EVENT_approved
								      : EVENT_rejected };

	if (!review)
		return;
	event.review = review->record.id;
	event.tree = mem_dup(review->tree ? review->tree : "");
	event.by = mem_dup("lead");
	if (event.kind == EVENT_rejected)
		event.word = mem_dup(DICE_PICK(&world->dice, classes));
	world_take(world, &event);
}

static void answer_a_question(struct world *world)
{
	EACH(question, question, world->state)
		if (question->life == QUESTION_open) {
			struct event event = { .kind = EVENT_answered,
					       .question = question->record.id,
					       .text = mem_dup(dice_percent(&world->dice, 50) ? "yes" : "1"),
					       .by = mem_dup("lead") };

			world_take(world, &event);
			return;
		}
}

static void go_back(struct world *world, long long task)
{
	const struct task *known = task_at(world->state, task);
	struct event event = { .kind = EVENT_restored, .task = task, .session = known ? known->session : 0,
			       .commit = mem_dup("a checkpoint") };

	world_take(world, &event);
}

/* What the lead left there: nothing new, or a tree of some commit. */
static void give_back(struct world *world, long long task)
{
	static const char *const words[] = { "", "", "resume", "review", "pause", "lost" };
	_autofree_ char *tree = mem_printf("tree %lld", dice_of_sides(&world->dice, 50));
	_autofree_ char *commit = mem_printf("by the lead: %s", tree);
	struct event event = { .kind = EVENT_detached, .task = task,
			       .word = mem_dup(DICE_PICK(&world->dice, words)) };

	if (dice_percent(&world->dice, 50)) {
		event.commit = steal(&commit);
		event.tree = steal(&tree);
		event.gates = mem_dup("1");
	}
	world_take(world, &event);
}

static void speak_of_a_test(struct world *world)
{
	static const char *const keys[] = { "test", "test: a", "test: b", "test: c", "lint: a", "new: b" };
	struct event event = { .kind = dice_percent(&world->dice, 70) ? EVENT_quarantined : EVENT_released,
			       .key = mem_dup(DICE_PICK(&world->dice, keys)),
			       .number = world->now + dice_of_sides(&world->dice, 60),
			       .by = mem_dup("lead") };

	world_take(world, &event);
}

void deed_of_the_lead(struct world *world)
{
	static const enum event_kind kinds[] = { EVENT_task_called, EVENT_task_called,
						 EVENT_task_called, EVENT_paused,
						 EVENT_resumed,	    EVENT_resumed,
						 EVENT_cancelled,   EVENT_retried,
						 EVENT_retried,	    EVENT_restored,
						 EVENT_attached,    EVENT_detached,
						 EVENT_detached };
	long long mood = dice_of_sides(&world->dice, 11);
	struct event event = { .kind = DICE_PICK(&world->dice, kinds),
			       .task = any_task(world) };

	if (mood < 3)
		judge_a_review(world);
	else if (mood == 10)
		speak_of_a_test(world);
	else if (mood < 5)
		answer_a_question(world);
	else if (event.kind == EVENT_restored)
		go_back(world, event.task);
	else if (event.kind == EVENT_detached)
		give_back(world, event.task);
	else
		world_take(world, &event);
}

static void write_a_task(struct world *world)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f" };
	static const char *const scopes[] = { "",	 "",	 "src/**",
					      "src/x.c", "doc/", "doc/a\ntest/" };
	static const char *const needs[] = { "", "", "", "a", "b", "f", "a\nc", "nobody" };
	static const char *const accepts[] = { "", "2", "3", "2\n3" };
	struct event event = {
		.kind = dice_percent(&world->dice, 90) ? EVENT_task_fit : EVENT_task_unfit,
		.name = mem_dup(DICE_PICK(&world->dice, names)),
		.title = mem_dup("title"),
		.scope = mem_dup(DICE_PICK(&world->dice, scopes)),
		.needs = mem_dup(DICE_PICK(&world->dice, needs)),
		.gates = mem_dup(DICE_PICK(&world->dice, accepts)),
		.form = mem_dup(dice_percent(&world->dice, 15) ? "report" : "change"),
		.review_mode = mem_dup(dice_percent(&world->dice, 30) ? "policy" : "each"),
		.rounds = dice_of_sides(&world->dice, 3),
		.priority = 1 + dice_of_sides(&world->dice, 9),
		.tokens = dice_percent(&world->dice, 20) ? 1500 : 0,
		.time_ms = dice_percent(&world->dice, 20) ? 40 : 0,
	};

	world_take(world, &event);
}

static void move_the_tip(struct world *world)
{
	struct event event = { .kind = EVENT_tip,
			       .commit = world_name(world, "c"),
			       .tree = any_tree(world) };

	world_take(world, &event);
}

void deed_of_the_world(struct world *world)
{
	static const char *const modes[] = { "open", "open", "open", "draining", "stopping" };
	struct event event = { 0 };
	long long mood = dice_of_sides(&world->dice, 12);

	if (mood < 6) {
		write_a_task(world);
	} else if (mood < 8) {
		move_the_tip(world);
	} else if (mood < 10) {
		event = (struct event){ .kind = EVENT_mode,
					.word = mem_dup(DICE_PICK(&world->dice, modes)) };
		world_take(world, &event);
	} else if (mood == 10) {
		event = (struct event){ .kind = EVENT_configured,
					.name = mem_dup("main"),
					.gates = mem_dup(
						dice_percent(&world->dice, 50) ? "1" : "1\n2"),
					.sessions = 1 + dice_of_sides(&world->dice, 4),
					.checks = 1 + dice_of_sides(&world->dice, 4),
					.reruns = dice_of_sides(&world->dice, 4),
					.edition = FACTORY_EDITION };
		world_take(world, &event);
	} else {
		event = (struct event){ .kind = dice_percent(&world->dice, 60) ? EVENT_noticed
									       : EVENT_settled,
					.key = mem_dup("config"),
					.text = mem_dup("broken") };
		world_take(world, &event);
	}
}

static struct event merge_well(struct world *world, const struct landing *landing)
{
	const struct factory *factory = factory_of(world->state);

	return (struct event){
		.kind = EVENT_merged,
		.landing = landing->record.id,
		.commit = mem_printf("%s on %s", landing->commit, factory->tip),
		.tree = mem_printf("tree of %s on %s", landing->commit, factory->tip),
		.base = mem_dup(factory->tip),
		.base_tree = mem_dup(factory->tip_tree ? factory->tip_tree : "")
	};
}

static char *or_empty(const char *text)
{
	return mem_dup(text ? text : "");
}

int carry_well(struct world *world, const struct order *order)
{
	const struct factory *factory = factory_of(world->state);
	const struct job *job = job_at(world->state, order->id);
	const struct session *past;
	struct event event = { 0 };

	switch (order->kind) {
	case ORDER_open_session:
		past = session_at(world->state, task_at(world->state, order->id)->past);
		event = (struct event){ .kind = EVENT_session_opened,
					.task = order->id,
					.commit = or_empty(past ? past->base : factory->tip),
					.tree = or_empty(past ? past->base_tree
							      : factory->tip_tree) };
		break;
	case ORDER_start_job:
		event = (struct event){ .kind = EVENT_job_started, .job = order->id };
		break;
	case ORDER_stop_job:
		event = of_job(EVENT_stop_sent, job);
		event.text = mem_dup(order->why);
		break;
	case ORDER_adopt:
	case ORDER_deliver:
		event = (struct event){ .kind = EVENT_delivered, .question = order->id };
		break;
	case ORDER_decide:
		event = (struct event){ .kind = EVENT_answered,
					.question = order->id,
					.text = ask_default(question_at(world->state, order->id)),
					.by = mem_dup(ASK_NOBODY) };
		break;
	case ORDER_lapse:
		event = (struct event){ .kind = EVENT_lapsed,
					.key = mem_dup(test_at(world->state, order->id)->key) };
		break;
	case ORDER_tell:
		event = (struct event){ .kind = EVENT_told, .number = order->id };
		break;
	case ORDER_merge: event = merge_well(world, landing_at(world->state, order->id)); break;
	case ORDER_move:
		event = (struct event){ .kind = EVENT_landed, .landing = order->id };
		break;
	}
	return world_take(world, &event);
}

static void merge_badly(struct world *world, long long landing)
{
	struct event event = merge_well(world, landing_at(world->state, landing));
	long long mood = dice_of_sides(&world->dice, 3);

	if (mood == 0) {
		event.kind = EVENT_conflicted;
		event.list = mem_dup("src/a.c\nsrc/b.c");
	} else if (mood == 1) {
		mem_replace(&event.tree, mem_dup(event.base_tree));
	} else {
		event.kind = EVENT_held;
		event.number = world->now + dice_of_sides(&world->dice, 50) - 10;
	}
	world_take(world, &event);
}

void deed_of_the_floor(struct world *world)
{
	struct order order, twice;
	struct event event;

	if (!plan_next(world->state, world->now, &order))
		return;
	if (!plan_next(world->state, world->now, &twice) || twice.kind != order.kind ||
	    twice.id != order.id)
		world_fail(world, "the same state gave two orders",
			   mem_dup(order_kinds[order.kind]));
	if (order.kind == ORDER_open_session && halt_is_on(world->state))
		world_fail(world, "a session opens while its base is red", mem_printf("task %lld", order.id));
	if (order.kind == ORDER_merge && dice_percent(&world->dice, 25)) {
		merge_badly(world, order.id);
	} else if (order.kind == ORDER_move && dice_percent(&world->dice, 30)) {
		event = (struct event){ .kind = EVENT_held,
					.landing = order.id,
					.number =
						world->now + dice_of_sides(&world->dice, 50) };
		if (dice_percent(&world->dice, 50))
			world_take(world, &event);
		else
			move_the_tip(world);
	} else if (dice_percent(&world->dice, 95)) {
		if (carry_well(world, &order))
			world_fail(world, "an order that was carried out is refused",
				   mem_dup(order_kinds[order.kind]));
	}
}
