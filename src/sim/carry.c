/* carry.c - see carry.h. */
#include "sim/carry.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/ask.h"
#include "core/pace.h"
#include "core/plan.h"
#include "core/queue.h"

#include <math.h>
#include <stdio.h>

enum { NAME_BYTES = 64, LINES_MOST = 100000 };
#define LINES_SIGMA 0.8

static struct event of_job(enum event_kind kind, const struct job *job)
{
	return (struct event){.kind = kind, .job = job->record.id, .attempt = job->attempt};
}

static const struct session *session_of(const struct stage *stage, const struct job *job)
{
	return session_at(stage->state, job->session);
}

static bool chance(const struct stage *stage, double of, enum question_of_chance what,
		   const struct job *job)
{
	struct dice dice = stage_dice(stage, what, session_of(stage, job)->task, job->turn);

	return of > 0 && dice_chance(&dice, of);
}

static void set_end(struct stage *stage, const struct job *job, long long ms)
{
	bool is_watched = stage->policy->kind == POLICY_assistant;

	stage->tally.agent += (double)ms;
	stage_set(stage, (double)(is_watched ? stage_lead_time(stage, ms) : ms), TIMER_turn,
		  job->record.id);
}

static void begin_turn(struct stage *stage, const struct job *job)
{
	long long task = session_of(stage, job)->task;
	long long ms = stage_draw(stage, &stage->scene->work, CHANCE_work, task, job->turn);
	struct dice dice = stage_dice(stage, CHANCE_asks, task, -job->turn);
	long long first;

	stage->turns_running++;
	stage->tally.work_luck += (double)ms - spread_mean(&stage->scene->work);
	if (job->turn > 1) {
		stage->tally.rework++;
		ms = llround((double)ms * stage->scene->rework);
	}
	if (!chance(stage, stage->scene->ask, CHANCE_asks, job)) {
		set_end(stage, job, ms);
		return;
	}
	first = llround((double)ms * dice_uniform(&dice));
	stage_inside(stage, job->session)->left_ms = ms - first;
	stage->tally.agent += (double)first;
	stage_set(stage, (double)first, TIMER_asks, job->record.id);
}

static void start_job(struct stage *stage, long long id)
{
	const struct job *job = job_at(stage->state, id);

	stage_take(stage, (struct event){.kind = EVENT_job_started, .job = id});
	if (job->session)
		begin_turn(stage, job);
	else
		stage_set(stage,
			  (double)stage_draw(stage, &stage->scene->gate, CHANCE_gate, id, 0),
			  TIMER_check, id);
}

static void open_session(struct stage *stage, long long task)
{
	const struct factory *factory = factory_of(stage->state);
	char commit[NAME_BYTES], tree[NAME_BYTES];

	snprintf(commit, sizeof commit, "%s", factory->tip);
	snprintf(tree, sizeof tree, "%s", factory->tip_tree);
	stage_take(stage, (struct event){.kind = EVENT_session_opened,
					 .task = task,
					 .commit = commit,
					 .tree = tree});
	stage_inside(stage, task_at(stage->state, task)->session)->base = stage->landed;
	stage->waiting--;
}

static void deliver(struct stage *stage, long long id)
{
	const struct question *question = question_at(stage->state, id);

	stage_take(stage, (struct event){.kind = EVENT_delivered, .question = id});
	set_end(stage, job_at(stage->state, question->job),
		stage_inside(stage, question->session)->left_ms);
}

static void decide(struct stage *stage, long long id)
{
	_autofree_ char *otherwise = ask_default(question_at(stage->state, id));

	stage_take(stage, (struct event){.kind = EVENT_answered,
					 .question = id,
					 .text = otherwise,
					 .by = (char[]){ASK_NOBODY}});
}

/* The lead hears of it anywhere; only at work does it interrupt. */
static void tell(struct stage *stage, long long items)
{
	stage_take(stage, (struct event){.kind = EVENT_told, .number = items});
	if (!stage->tally.busy)
		return;
	stage->tally.interruptions++;
	stage->hands[0].debt_ms += stage->scene->switch_ms;
}

/* Each change that landed since its base is in its way by the same chance. */
static bool is_conflict(const struct stage *stage, const struct landing *landing,
			long long base)
{
	struct dice dice =
		stage_dice(stage, CHANCE_conflict, landing->record.id, stage->landed);
	double clean = pow(1 - stage->scene->conflict, (double)(stage->landed - base));

	/* Where scopes are named, no two that overlap are under way at one time. */
	return !stage->scene->areas && stage->landed > base && dice_chance(&dice, 1 - clean);
}

static void merge(struct stage *stage, long long id)
{
	const struct factory *factory = factory_of(stage->state);
	const struct landing *landing = landing_at(stage->state, id);
	struct inside *inside = stage_inside(stage, landing->session);
	char base[NAME_BYTES], base_tree[NAME_BYTES], merged[NAME_BYTES], paths[] = "src/a.c";
	struct event event = {
		.kind = EVENT_merged, .landing = id, .base = base, .base_tree = base_tree};

	snprintf(base, sizeof base, "%s", factory->tip);
	snprintf(base_tree, sizeof base_tree, "%s", factory->tip_tree);
	snprintf(merged, sizeof merged, "m%lld.%lld", id, stage->landed);
	if (is_conflict(stage, landing, inside->base)) {
		event.kind = EVENT_conflicted;
		event.list = paths;
		stage->tally.conflicts++;
	} else {
		event.commit = event.tree = merged;
	}
	/* Either way it has met all that had landed. */
	inside->base = stage->landed;
	stage_take(stage, event);
}

static void move_branch(struct stage *stage, long long id)
{
	stage_take(stage, (struct event){.kind = EVENT_landed, .landing = id});
	stage->landed++;
	stage->tally.landed++;
}

static void stop_job(struct stage *stage, const struct order *order)
{
	struct event event = of_job(EVENT_stop_sent, job_at(stage->state, order->id));

	event.text = (char[]){"cancel"};
	stage_take(stage, event);
	event.kind =
		job_at(stage->state, order->id)->session ? EVENT_turn_ended : EVENT_check_ended;
	event.word = (char[]){"stopped"};
	stage_take(stage, event);
}

static void carry(struct stage *stage, const struct order *order)
{
	switch (order->kind) {
	case ORDER_open_session: open_session(stage, order->id); break;
	case ORDER_start_job: start_job(stage, order->id); break;
	case ORDER_stop_job: stop_job(stage, order); break;
	case ORDER_adopt:
	case ORDER_deliver: deliver(stage, order->id); break;
	case ORDER_decide: decide(stage, order->id); break;
	case ORDER_lapse: break; /* nobody puts a test in quarantine here */
	case ORDER_tell: tell(stage, order->id); break;
	case ORDER_merge: merge(stage, order->id); break;
	case ORDER_move: move_branch(stage, order->id); break;
	}
}

void carry_all(struct stage *stage)
{
	struct order order;
	long long wake;

	while (plan_next(stage->state, stage->now_ms, &order))
		carry(stage, &order);
	wake = plan_wake(stage->state, stage->now_ms);
	if (!wake || (stage->wake_ms > stage->now_ms && stage->wake_ms <= wake))
		return;
	stage->wake_ms = wake > stage->now_ms ? wake : stage->now_ms + 1;
	stage_set(stage, (double)(stage->wake_ms - stage->now_ms), TIMER_plan, 0);
}

/* The larger a change the longer its review, whichever of the two was given. */
static long long size_change(struct stage *stage, const struct job *job)
{
	const struct scene *scene = stage->scene;
	struct inside *inside = stage_inside(stage, job->session);
	long long task = session_of(stage, job)->task;
	struct dice dice = stage_dice(stage, CHANCE_lines, task, 0);
	double lines;

	if (!scene->lines) {
		inside->human_ms =
			(double)stage_draw(stage, &scene->human, CHANCE_human, task, job->turn);
		lines = (inside->human_ms - PACE_SETUP_MS) / PACE_LINE_MS;
		return lines < 1 ? 1 : llround(fmin(lines, LINES_MOST));
	}
	lines = (double)scene->lines *
		exp(LINES_SIGMA * dice_normal(&dice) - LINES_SIGMA * LINES_SIGMA / 2);
	lines = fmin(fmax(lines, 1), LINES_MOST);
	inside->human_ms = round(PACE_SETUP_MS + lines * PACE_LINE_MS);
	return llround(lines);
}

static void end_turn(struct stage *stage, const struct job *job)
{
	struct event event = of_job(EVENT_turn_ended, job);
	char name[NAME_BYTES], gates[NAME_BYTES];

	stage->turns_running--;
	if (chance(stage, stage->scene->fail, CHANCE_fails, job)) {
		event.word = (char[]){"failed"};
		event.text = (char[]){"the agent gave up"};
		stage_take(stage, event);
		return;
	}
	snprintf(name, sizeof name, "t%lld.%lld", job->session, job->turn);
	snprintf(gates, sizeof gates, "%s",
		 factory_of(stage->state)->gates ? factory_of(stage->state)->gates : "");
	event.word = (char[]){"done"};
	event.commit = event.tree = name;
	event.gates = gates;
	event.files = 1;
	event.insertions = size_change(stage, job);
	stage_take(stage, event);
}

static void ask(struct stage *stage, const struct job *job)
{
	struct event event = of_job(EVENT_asked, job);
	char key[NAME_BYTES];

	snprintf(key, sizeof key, "q%lld", job->turn);
	event.key = key;
	event.text = (char[]){"which of the two?"};
	event.is_blocking = 1;
	stage_take(stage, event);
}

/* On a tree that wants to land, each time anew; that the target is good was seen when it landed. */
static bool is_flake(const struct stage *stage, const struct run *run)
{
	const struct landing *front = queue_front(stage->state);
	struct dice dice = stage_dice(stage, CHANCE_flake, run->record.id, run->executions);

	return (*run->tree == 't' || (front && text_same(front->tree, run->tree))) &&
	       dice_chance(&dice, stage->scene->flake);
}

/* Red for good is an agent's doing alone: what is merged was green before, and the target is. */
static void end_check(struct stage *stage, const struct job *job)
{
	struct event event = of_job(EVENT_check_ended, job);
	const struct run *run = run_at(stage->state, job->run);
	struct dice dice = stage_dice(stage, CHANCE_green, run->record.id, 0);
	bool is_red = *run->tree == 't' && !dice_chance(&dice, stage->scene->green);

	event.word = is_red || is_flake(stage, run) ? (char[]){"red"} : (char[]){"green"};
	stage_take(stage, event);
}

void carry_timer(struct stage *stage, const struct timer *timer)
{
	const struct job *job = job_at(stage->state, timer->id);

	/* Stopped in the meantime. */
	if (job->life != JOB_running)
		return;
	if (timer->kind == TIMER_turn)
		end_turn(stage, job);
	else if (timer->kind == TIMER_asks)
		ask(stage, job);
	else
		end_check(stage, job);
}
