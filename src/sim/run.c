/* run.c - see run.h. */
#include "sim/run.h"

#include "base/mem.h"
#include "sim/carry.h"
#include "sim/lead.h"

#include <stdio.h>

#define DAY_MS 86400000LL

/*
 * Tasks that are called and wait: more would wait longer, and change nothing. Where tasks wait
 * for each other there have to be some beyond those.
 */
enum { AHEAD = 4, AHEAD_OF_NEEDS = 60, NEEDS_BACK = 10, NAME_BYTES = 64 };

static void call_task(struct stage *stage)
{
	const struct scene *scene = stage->scene;
	long long id = task_count(stage->state) + 1;
	struct dice dice = stage_dice(stage, CHANCE_needs, id, 0);
	char name[NAME_BYTES], scope[NAME_BYTES] = "", needs[NAME_BYTES] = "";

	snprintf(name, sizeof name, "t%lld", id);
	if (scene->areas)
		snprintf(scope, sizeof scope, "area%llu/**",
			 (unsigned long long)dice_throw(&dice) %
				 (unsigned long long)scene->areas);
	if (id > 1 && dice_chance(&dice, scene->needs)) {
		long long back = 1 + (long long)(dice_throw(&dice) % NEEDS_BACK);

		snprintf(needs, sizeof needs, "t%lld", back < id ? id - back : 1);
	}
	stage_take(stage, (struct event){.kind = EVENT_task_fit,
					 .name = name,
					 .title = name,
					 .class = (char[]){"task"},
					 .agent = (char[]){"agent"},
					 .form = (char[]){"change"},
					 .review_mode = (char[]){"each"},
					 .scope = scope,
					 .needs = needs,
					 .priority = 5,
					 .rounds = SCENE_ROUNDS});
	stage_take(stage, (struct event){.kind = EVENT_task_called, .task = id});
	stage->called++;
	stage->waiting++;
}

static bool wants_more(const struct stage *stage)
{
	if (stage->scene->model == SCENE_open ||
	    (stage->scene->model == SCENE_week && stage->called >= stage->scene->tasks))
		return false;
	if (stage->policy->kind == POLICY_factory)
		return stage->waiting < (stage->scene->needs > 0 || stage->scene->areas
						 ? AHEAD_OF_NEEDS
						 : AHEAD);
	return stage->called - stage->landed < stage->policy->sessions;
}

static void arrive(struct stage *stage)
{
	const struct spread *spread = &stage->scene->arrive;
	long long ms;

	call_task(stage);
	ms = stage_draw(stage, spread, CHANCE_arrival, stage->called, 0);
	stage->tally.work_luck += (double)ms - spread_mean(spread);
	stage_set(stage, (double)ms, TIMER_arrival, 0);
}

/* Whatever is due at this moment is done, and what follows from it. */
static void settle(struct stage *stage)
{
	do {
		while (wants_more(stage))
			call_task(stage);
		carry_all(stage);
	} while (wants_more(stage));
	lead_look(stage);
}

static void happen(struct stage *stage, const struct timer *timer)
{
	switch ((enum timer_kind)timer->kind) {
	case TIMER_arrival: arrive(stage); break;
	case TIMER_turn:
	case TIMER_asks:
	case TIMER_check: carry_timer(stage, timer); break;
	case TIMER_lead: lead_done(stage, timer->id); break;
	case TIMER_comes: stage->tally.present = stage->scene->leads; break;
	case TIMER_goes: stage->tally.present = 0; break;
	case TIMER_plan: break;
	}
}

/* Where it begins empty or all at work, so many landings later nothing is left of that. */
static long long warm_up(const struct stage *stage)
{
	enum { TURNS = 5, ARRIVALS = 400 };

	switch (stage->scene->model) {
	case SCENE_machine_repair: return TURNS * stage->policy->sessions;
	case SCENE_open: return ARRIVALS;
	case SCENE_week: break;
	}
	return 0;
}

static void begin_measuring(struct stage *stage)
{
	tally_begin(&stage->tally);
	stage->begin_ms = stage->now_ms;
}

/* False when the run is over. */
static bool go_on(struct stage *stage, long long end_ms)
{
	struct timer timer;

	if (!end_ms && stage->tally.landed >= stage->scene->tasks)
		return false;
	if (!heap_pop(&stage->timers, &timer) || (end_ms && timer.at_ms >= end_ms)) {
		if (end_ms)
			stage_pass(stage, end_ms);
		return false;
	}
	stage_pass(stage, timer.at_ms);
	happen(stage, &timer);
	settle(stage);
	/* An empty floor remembers nothing that matters: its records need not be carried on. */
	if (stage->scene->model == SCENE_open && stage->called == stage->landed)
		stage_forget(stage);
	return true;
}

struct sums run_scene(const struct scene *scene, const struct policy *policy, uint64_t seed)
{
	struct stage stage;
	struct sums sums;
	long long end_ms, warm;

	stage_begin(&stage, scene, policy, seed);
	end_ms = scene->model == SCENE_week ? stage.now_ms + scene->days * DAY_MS : 0;
	warm = warm_up(&stage);
	if (scene->model == SCENE_open)
		arrive(&stage);
	settle(&stage);
	while (stage.landed < warm && go_on(&stage, 0))
		;
	begin_measuring(&stage);
	while (go_on(&stage, end_ms))
		;
	lead_close(&stage);
	sums = tally_sums(&stage.tally, scene->dollars);
	stage_release(&stage);
	return sums;
}
