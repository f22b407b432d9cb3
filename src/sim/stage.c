/* stage.c - see stage.h. */
#include "sim/stage.h"

#include "base/mem.h"
#include "core/step.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The core reads 0 as "never": no run begins there. */
#define BEGIN_MS DAY_MS
#define DAY_MS 86400000LL
#define HOUR_MS 3600000LL

enum { PLENTY = 1000000, CHECKS = 8, MANY = 50 };

static bool has_gate(const struct scene *scene)
{
	return spread_mean(&scene->gate) > 0 || scene->green < 1 || scene->flake > 0;
}

static void configure(struct stage *stage)
{
	bool is_held = stage->policy->kind == POLICY_factory;
	struct event gate = {.kind = EVENT_gate_known,
			     .key = (char[]){"gate"},
			     .name = (char[]){"gate"},
			     .command = (char[]){"make check"}};
	struct event configured = {
		.kind = EVENT_configured,
		.name = (char[]){"main"},
		.gates = has_gate(stage->scene) ? (char[]){"1"} : 0,
		.sessions = is_held ? stage->policy->sessions : PLENTY,
		.checks = CHECKS,
		.rounds = SCENE_ROUNDS,
		.reruns = stage->scene->reruns,
		.edition = FACTORY_EDITION,
		/* As config.yaml has it by default: the rope is what holds. */
		.review_buffer_ms = is_held ? HOUR_MS : 0,
		.tells = is_held};

	stage_take(stage, gate);
	stage_take(stage, configured);
	stage_take(stage, (struct event){.kind = EVENT_tip,
					 .commit = (char[]){"m0"},
					 .tree = (char[]){"m0"}});
	stage_take(stage, (struct event){.kind = EVENT_mode, .word = (char[]){"open"}});
}

void stage_begin(struct stage *stage, const struct scene *scene, const struct policy *policy,
		 uint64_t seed)
{
	*stage = (struct stage){.scene = scene,
				.policy = policy,
				.seed = seed,
				.state = state_new(),
				.now_ms = BEGIN_MS,
				.begin_ms = BEGIN_MS,
				.tally.present = scene->leads};
	assert(scene->leads >= 1 && scene->leads <= LEADS_MOST);
	configure(stage);
	if (scene->hours >= 24)
		return;
	for (long long day = 0; day < scene->days; day++) {
		stage_set(stage, (double)(day * DAY_MS), TIMER_comes, 0);
		stage_set(stage, (double)(day * DAY_MS + scene->hours * HOUR_MS), TIMER_goes,
			  0);
	}
}

void stage_forget(struct stage *stage)
{
	if (task_count(stage->state) < MANY)
		return;
	stage->forgotten += task_count(stage->state);
	state_free(stage->state);
	stage->state = state_new();
	stage->reviews_seen = stage->questions_seen = 0;
	for (long long i = 0; i < stage->scene->leads; i++)
		stage->hands[i].last_task = 0;
	configure(stage);
}

void stage_release(struct stage *stage)
{
	state_free(stage->state);
	heap_release(&stage->timers);
	tally_release(&stage->tally);
	free(stage->insides);
	*stage = (struct stage){0};
}

struct inside *stage_inside(struct stage *stage, long long session)
{
	size_t room = stage->inside_room ? stage->inside_room : 64;

	while (room <= (size_t)session)
		room *= 2;
	if (room > stage->inside_room) {
		stage->insides = mem_grow(stage->insides, room, sizeof *stage->insides);
		memset(stage->insides + stage->inside_room, 0,
		       (room - stage->inside_room) * sizeof *stage->insides);
		stage->inside_room = room;
	}
	return &stage->insides[session];
}

static struct task *task_of_session(const struct state *state, long long session)
{
	const struct session *found = session_at(state, session);

	return found ? task_at(state, found->task) : 0;
}

/* Whose session can fail by this event; a tree that a session offers bears its number. */
static struct task *task_of_event(const struct state *state, const struct event *event)
{
	const struct job *job = job_at(state, event->job);
	const struct landing *landing = landing_at(state, event->landing);
	const struct run *run = job ? run_at(state, job->run) : 0;

	if (landing)
		return task_at(state, landing->task);
	if (run)
		return *run->tree == 't' ? task_of_session(state, atoll(run->tree + 1)) : 0;
	return job ? task_of_session(state, job->session) : 0;
}

static void item_comes(struct stage *stage)
{
	stage->tally.items++;
	stage->arrived++;
}

/* What came into the inbox is seen in the records, whichever event has put it there. */
static void look_for_items(struct stage *stage)
{
	struct tally *tally = &stage->tally;

	while (stage->reviews_seen < review_count(stage->state)) {
		const struct review *review = review_at(stage->state, ++stage->reviews_seen);

		if (review->life != REVIEW_open)
			continue;
		item_comes(stage);
		tally->reviews++;
		tally->review_ms += stage_inside(stage, review->session)->human_ms;
	}
	while (stage->questions_seen < question_count(stage->state))
		if (question_at(stage->state, ++stage->questions_seen)->life == QUESTION_open)
			item_comes(stage);
}

void stage_take(struct stage *stage, struct event event)
{
	struct task *task = task_of_event(stage->state, &event);
	bool had_failed = task && task->life == TASK_failed;
	_cleanup_(err_release)
	struct err err = ERR_INIT;

	event.at_ms = stage->now_ms;
	if (step(stage->state, &event, &err))
		abort();
	look_for_items(stage);
	if (task && task->life == TASK_failed && !had_failed)
		item_comes(stage);
}

void stage_pass(struct stage *stage, long long at_ms)
{
	struct tally *tally = &stage->tally;
	bool is_watched = stage->policy->kind == POLICY_assistant && stage->turns_running &&
			  !tally->busy && stage_lead_is_there(stage);

	/* Who watches a session does nothing else. */
	tally->busy += is_watched;
	tally_pass(tally, (double)(at_ms - stage->now_ms));
	tally->busy -= is_watched;
	stage->now_ms = at_ms;
}

void stage_set(struct stage *stage, double in_ms, enum timer_kind kind, long long id)
{
	heap_push(&stage->timers,
		  (struct timer){stage->now_ms + llround(in_ms), (int)kind, id, 0});
}

struct dice stage_dice(const struct stage *stage, enum question_of_chance what, long long thing,
		       long long time)
{
	return dice_of(stage->seed, (int)what, stage->forgotten + thing, time);
}

long long stage_draw(const struct stage *stage, const struct spread *spread,
		     enum question_of_chance what, long long thing, long long time)
{
	struct dice dice = stage_dice(stage, what, thing, time);

	return llround(spread_draw(spread, &dice));
}

/* A day begins when the leads come. */
bool stage_lead_is_there(const struct stage *stage)
{
	return (stage->now_ms - BEGIN_MS) % DAY_MS < stage->scene->hours * HOUR_MS;
}

long long stage_lead_time(const struct stage *stage, long long ms)
{
	long long hours = stage->scene->hours * HOUR_MS, night = DAY_MS - hours;
	long long at = (stage->now_ms - BEGIN_MS) % DAY_MS, waited = 0;

	if (at >= hours) {
		waited = DAY_MS - at;
		at = 0;
	}
	return waited + ms + (at + ms) / hours * night;
}

void stage_item_ends(struct stage *stage, double since_ms)
{
	double from = since_ms > (double)stage->begin_ms ? since_ms : (double)stage->begin_ms;

	stage->tally.sojourn += (double)stage->now_ms - from;
	stage->tally.items--;
}

void stage_review_ends(struct stage *stage, const struct review *review)
{
	stage->tally.reviews--;
	stage->tally.review_ms -= stage_inside(stage, review->session)->human_ms;
}
