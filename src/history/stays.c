/* stays.c - where each task spends its time; see history.h. */
#include "history/internal.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/desk.h"
#include "core/turn.h"

#include <string.h>

/* Why a task waits is dear to ask: of more than these, each is asked again in its turn. */
enum { ASKED_AT_ONCE = 16 };

static bool is_over(const struct task *task)
{
	return task->life >= TASK_landed;
}

static bool is_under_way(const struct task *task)
{
	return task->life >= TASK_proving && task->life <= TASK_landing;
}

static void list_open(struct history *history, long long task)
{
	if (history->stays[task].is_open)
		return;
	if (history->open_count == history->open_room) {
		history->open_room = history->open_room ? 2 * history->open_room : 16;
		history->open = mem_grow(history->open, history->open_room, sizeof(long long));
	}
	history->stays[task].is_open = true;
	history->open[history->open_count++] = task;
}

static void meet_new(struct history *history)
{
	size_t count = (size_t)task_count(history->state) + 1, was = history->stay_count;

	if (count <= was)
		return;
	history->stays = mem_grow(history->stays, count, sizeof(*history->stays));
	history->stay_count = count;
	for (size_t i = was; i < count; i++) {
		history->stays[i] = (struct stay){ .part = -1 };
		if (i)
			list_open(history, (long long)i);
	}
}

static int part_named(struct history *history, const char *what, size_t len, bool is_wait)
{
	struct history_figures *figures = &history->figures;

	for (size_t i = 0; i < figures->part_count; i++)
		if (figures->parts[i].is_wait == is_wait &&
		    !strncmp(figures->parts[i].what, what, len) && !figures->parts[i].what[len])
			return (int)i;
	figures->parts =
		mem_grow(figures->parts, figures->part_count + 1, sizeof(*figures->parts));
	figures->parts[figures->part_count] =
		(struct history_part){ .what = mem_dup_part(what, len), .is_wait = is_wait };
	return (int)figures->part_count++;
}

/* What nobody asked for yet, and what is over, spends no time. */
static int part_of(struct history *history, const struct task *task, const char *shown)
{
	_autofree_ char *reason = 0;

	if (task->life < TASK_waiting || is_over(task))
		return -1;
	if (strcmp(shown, "waiting") != 0)
		return part_named(history, shown, strlen(shown), false);
	reason = task_reason(history->state, task, history->now_ms);
	return part_named(history, reason, strcspn(reason, ":"), true);
}

static void put_time(struct history *history, struct stay *stay)
{
	long long from_ms = stay->since_ms > history->scope.since_ms ? stay->since_ms
								     : history->scope.since_ms;

	if (stay->part < 0 || !history_counts(history))
		return;
	samples_add(&history->figures.parts[stay->part].stays_ms,
		    (double)(history->now_ms - from_ms));
	history->figures.tasks += !stay->is_counted;
	stay->is_counted = true;
}

static bool is_work(const char *shown)
{
	return text_same(shown, "running") || text_same(shown, "gating");
}

static void needs_lead(struct history *history, struct stay *stay)
{
	if (stay->work_ms > 0 && history_counts(history))
		samples_add(&history->figures.cycles_ms, stay->work_ms);
	stay->work_ms = 0;
}

static void has_landed(struct history *history, const struct task *task)
{
	history->figures.landed++;
	samples_add(&history->figures.called_to_landed_ms,
		    (double)(history->now_ms - task->called_ms));
}

/* A task comes to where it was not before. */
static void arrive(struct history *history, const struct task *task, struct stay *stay)
{
	struct history_figures *figures = &history->figures;
	bool counts = history_counts(history);

	switch (task->life) {
	case TASK_working:
		/* Who is parked goes on waiting for what was asked before. */
		if (text_same(stay->shown, "asking") && task_session(history->state, task)->life != SESSION_parked) {
			figures->questions += counts;
			needs_lead(history, stay);
		}
		break;
	case TASK_review:
		figures->reviews += counts;
		needs_lead(history, stay);
		break;
	case TASK_failed:
		figures->failures += counts;
		if (counts)
			counts_add(&figures->blames, task->blame ? task->blame : "");
		needs_lead(history, stay);
		break;
	case TASK_done:
		figures->done += counts;
		needs_lead(history, stay);
		break;
	case TASK_landed:
		if (counts)
			has_landed(history, task);
		stay->work_ms = 0;
		break;
	default: break;
	}
}

/* `may_ask`: whether a task that still waits is asked again what for. */
static void look(struct history *history, const struct task *task, bool may_ask)
{
	struct stay *stay = &history->stays[task->record.id];
	const char *shown = task_shown(history->state, task);
	bool is_news = !text_same(shown, stay->shown);
	int part;

	if (!is_news && !(may_ask && !strcmp(shown, "waiting")))
		return;
	part = part_of(history, task, shown);
	if (!is_news && part == stay->part)
		return;
	if (is_work(stay->shown))
		stay->work_ms += (double)(history->now_ms - stay->since_ms);
	put_time(history, stay);
	stay->shown = shown;
	stay->part = part;
	stay->since_ms = history->now_ms;
	if (is_news)
		arrive(history, task, stay);
}

/* What is over leaves the list. */
static void leave(struct history *history, size_t at)
{
	long long id = history->open[at];

	history->stays[id].is_open = false;
	history->open[at] = history->open[--history->open_count];
	if (task_at(history->state, id)->life == TASK_landed && history_counts(history))
		window_land(history);
}

void stays_look(struct history *history)
{
	size_t asked = 0, first = history->turn;

	meet_new(history);
	history->under_way = 0;
	for (size_t i = 0; i < history->open_count;) {
		const struct task *task = task_at(history->state, history->open[i]);
		bool is_waiting = task->life == TASK_waiting;
		bool may_ask = i >= first && asked < ASKED_AT_ONCE;

		asked += may_ask && is_waiting;
		if (history_covers(history, task))
			look(history, task, may_ask || !is_waiting);
		history->under_way += is_under_way(task);
		history->turn = may_ask ? i + 1 : history->turn;
		if (is_over(task))
			leave(history, i);
		else
			i++;
	}
	if (history->turn >= history->open_count)
		history->turn = 0;
}

void stays_reopen(struct history *history, long long id)
{
	const struct task *task = task_at(history->state, id);

	if (!task || (size_t)id >= history->stay_count || history->stays[id].is_open)
		return;
	/* How long it lay there is known only now that the lead has come. */
	if (history_covers(history, task) && text_same(history->stays[id].shown, "failed")) {
		history->stays[id].part =
			part_named(history, "failed", strlen("failed"), false);
		put_time(history, &history->stays[id]);
		history->stays[id].part = -1;
	}
	list_open(history, id);
}

static int most_first(const void *left, const void *right)
{
	const struct history_part *a = left, *b = right;

	if (a->stays_ms.sum != b->stays_ms.sum)
		return a->stays_ms.sum > b->stays_ms.sum ? -1 : 1;
	return strcmp(a->what, b->what);
}

void stays_end(struct history *history)
{
	struct history_figures *figures = &history->figures;

	for (size_t i = 0; i < history->open_count; i++)
		put_time(history, &history->stays[history->open[i]]);
	if (figures->part_count)
		qsort(figures->parts, figures->part_count, sizeof(*figures->parts), most_first);
}
