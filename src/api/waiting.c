/* waiting.c - see waiting.h. */
#include "api/waiting.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/desk.h"
#include "core/plan.h"
#include "spec/config.h"
#include "sys/clock.h"

#include <string.h>
#include <time.h>

/* What is not in the store (a floor that ended, the hour) is looked at every second. */
enum { POLL_MS = 50, LOOK_MS = 1000, GONE_MS = 2000, COSTS_RESTED = 9 };

static const char *const shown_states[] = { "draft",	 "ready",  "waiting", "running",
					    "asking",	 "gating", "review",  "approved",
					    "landing",	 "landed", "done",    "failed",
					    "cancelled", 0 };

static int parse_task(const char *text, struct condition *condition, struct err *err)
{
	const char *colon = strchr(text, ':');
	const char *near;

	if (!colon || colon == text || !colon[1])
		return err_set(err, ERR_USAGE, "'task=%s' has no state: task=ID:STATE", text);
	for (const char *const *state = shown_states; *state; state++)
		if (!strcmp(*state, colon + 1)) {
			condition->kind = CONDITION_task;
			condition->task = mem_dup_part(text, (size_t)(colon - text));
			condition->state = mem_dup(*state);
			return 0;
		}
	near = text_nearest(colon + 1, shown_states);
	if (near)
		return err_set(err, ERR_USAGE, "a task is never '%s'; '%s' is near", colon + 1,
			       near);
	return err_set(err, ERR_USAGE, "a task is never '%s'", colon + 1);
}

int condition_parse(const char *text, struct condition *condition, struct err *err)
{
	*condition = (struct condition){ 0 };
	if (text_same(text, "idle")) {
		condition->kind = CONDITION_idle;
		return 0;
	}
	if (text_starts(text, "task="))
		return parse_task(text + strlen("task="), condition, err);
	if (text_starts(text, "inbox>") &&
	    text_to_number(text + strlen("inbox>"), &condition->more_than)) {
		condition->kind = CONDITION_inbox;
		return 0;
	}
	return err_set(err, ERR_USAGE, "'%s' is no condition: idle, task=ID:STATE or inbox>N",
		       text);
}

void condition_release(struct condition *condition)
{
	free(condition->task);
	free(condition->state);
	*condition = (struct condition){ 0 };
}

static enum waited look_at_task(const struct condition *condition, const struct view *view,
				char **why)
{
	const struct task *task = task_named(view->state, condition->task);
	const char *shown = task ? task_shown(view->state, task) : "not known";

	if (text_same(shown, condition->state))
		return WAITED_met;
	*why = mem_printf("task '%s' is %s%s", condition->task,
			  text_same(shown, "review")  ? "in "
			  : text_same(shown, "draft") ? "a "
						      : "",
			  shown);
	return task && task->life >= TASK_landed ? WAITED_never : WAITED_not_yet;
}

enum waited condition_look(const struct condition *condition, const struct view *view,
			   char **why)
{
	struct desk desk;
	bool has_more;

	switch (condition->kind) {
	case CONDITION_task: return look_at_task(condition, view, why);
	case CONDITION_idle:
		if (plan_is_idle(view->state, view->now_ms))
			return WAITED_met;
		*why = mem_dup(
			view->floor_pid
				? "something is going on"
				: "work remains, and no floor runs: 'leadhand up' goes on");
		return WAITED_not_yet;
	case CONDITION_inbox:
		desk = desk_of(view->state, view->now_ms);
		has_more = desk.count > condition->more_than;
		*why = has_more ? 0 : mem_printf("%lld in the inbox", desk.count);
		desk_release(&desk);
		return has_more ? WAITED_met : WAITED_not_yet;
	}
	return WAITED_not_yet;
}

/* Until another connection committed, or a second passed; but with a large store, whose reading took `cost_ms`, not
 * so soon that waiting is all this machine does. */
static void wait_for_news(const struct view *view, long long cost_ms, long long until_ms)
{
	static const struct timespec moment = { 0, POLL_MS * 1000000L };
	long long now_ms = clock_steady_ms(), look_ms = now_ms + LOOK_MS;
	long long rest_ms = now_ms + (COSTS_RESTED * cost_ms < LOOK_MS ? COSTS_RESTED * cost_ms : LOOK_MS);

	do
		nanosleep(&moment, 0);
	while ((!until_ms || clock_steady_ms() < until_ms) &&
	       (clock_steady_ms() < rest_ms ||
		(clock_steady_ms() < look_ms && view->store && !view_is_old(view))));
}

static void tell_progress(const struct call *call, const struct view *view, char **told)
{
	long long counts[sizeof shown_states / sizeof *shown_states] = { 0 };
	_autofree_ char *line = mem_dup("");

	if (!call->tell)
		return;
	EACH(task, task, view->state)
		for (size_t i = 0; shown_states[i]; i++)
			counts[i] += text_same(task_shown(view->state, task), shown_states[i]);
	for (size_t i = 0; shown_states[i]; i++)
		if (counts[i])
			mem_replace(&line, mem_printf("%s%s%lld %s", line, *line ? ", " : "",
						      counts[i], shown_states[i]));
	if (text_same(line, *told))
		return;
	mem_replace(told, steal(&line));
	call_tell(call, "%s", *told);
}

/* Who waits at a terminal hears what the floor, which has none, can only write down. */
static void ring_if_told(const struct call *call, const struct view *view, const char *notify, long long *told_ms)
{
	long long now_told_ms = factory_of(view->state)->told_ms;

	if (call->ring && now_told_ms > *told_ms && lines_has(notify, "bell"))
		call->ring(call->owner);
	*told_ms = now_told_ms;
}

static char *notify_of(const struct place *place)
{
	_cleanup_(config_release) struct config config = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (config_load(place->config, &config, &err))
		return mem_dup("");
	return steal(&config.notify);
}

int wait_for(const struct call *call, const struct condition *condition, long long timeout_ms,
	     enum waited *waited, char **why, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	_autofree_ char *told = 0, *notify = notify_of(&call->place);
	long long until_ms = timeout_ms ? clock_steady_ms() + timeout_ms : 0;
	long long floor_ms = clock_steady_ms(), began_ms = floor_ms, cost_ms, told_ms;

	if (view_open(&call->place, VIEW_whole, &view, err))
		return err->code;
	told_ms = factory_of(view.state)->told_ms;
	for (;;) {
		cost_ms = clock_steady_ms() - began_ms;
		mem_replace(why, 0);
		*waited = condition_look(condition, &view, why);
		tell_progress(call, &view, &told);
		ring_if_told(call, &view, notify, &told_ms);
		if (view.floor_pid)
			floor_ms = clock_steady_ms();
		/* A floor that is being replaced is away for a moment only. */
		if (*waited == WAITED_not_yet && condition->kind == CONDITION_idle &&
		    clock_steady_ms() - floor_ms > GONE_MS)
			*waited = WAITED_never;
		if (*waited != WAITED_not_yet || (until_ms && clock_steady_ms() >= until_ms))
			return 0;
		wait_for_news(&view, cost_ms, until_ms);
		began_ms = clock_steady_ms();
		if (view_reload(&view, VIEW_whole, err))
			return err->code;
	}
}
