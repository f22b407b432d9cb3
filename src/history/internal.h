/*
 * internal.h - what the parts of a history share.
 */
#ifndef LEADHAND_HISTORY_INTERNAL_H
#define LEADHAND_HISTORY_INTERNAL_H

#include "base/text.h"
#include "core/model.h"
#include "history/history.h"

/* Where a task is, and since when. */
struct stay {
	const char *shown; /* borrowed, a constant: as the board shows it; NULL before all */
	int part;	   /* which part its time goes to, -1 for none */
	long long since_ms;
	double work_ms; /* of its session since it last needed the lead */
	bool is_open;	/* on the list of tasks that are not over */
	bool is_counted;
};

struct look {
	long long from_ms, to_ms;
};

/* The time that it took some changes to land; sessions_ms / ms were under way meanwhile. */
struct window {
	double ms, sessions_ms;
	long long landed;
};

struct history {
	struct history_scope scope;
	struct state *state;		/* owned */
	struct history_figures figures; /* owned */
	struct stay *stays;		/* owned: by the task's id */
	size_t stay_count;
	long long *open; /* owned: ids of tasks that are not over */
	size_t open_count, open_room;
	size_t turn;	     /* of the open tasks, whose reason is asked next */
	long long now_ms;    /* of the last event; never goes back */
	long long under_way; /* tasks, since then */
	long long *shown_ms; /* owned: by the review's id: the first look */
	size_t shown_count;
	struct look *looks; /* owned: each ended with a verdict */
	size_t look_count;
	long long lead_task;	/* the one that the lead turned to last */
	struct window window;	/* that is not full yet */
	struct window *windows; /* owned */
	size_t window_count;
};

/* Whether this task is one of those that are asked about. */
static inline bool history_covers(const struct history *history, const struct task *task)
{
	return !history->scope.class || text_same(history->scope.class, task->class);
}

/* Whether the present moment counts. */
static inline bool history_counts(const struct history *history)
{
	return history->now_ms >= history->scope.since_ms;
}

/* Look where every task is after an event. */
void stays_look(struct history *history);
/* A task that was over is not any more. */
void stays_reopen(struct history *history, long long task);
/* Close what goes on; sort the parts. */
void stays_end(struct history *history);

/* Time passes with so many tasks under way; one of them lands. */
void window_pass(struct history *history, long long passed_ms);
void window_land(struct history *history);
/* The points of the curve, from all full windows. */
void windows_end(struct history *history);

/* What an event says of the lead; before the state has taken it, and after. */
void lead_before(struct history *history, const struct event *event);
void lead_after(struct history *history, const struct event *event);
/* Time in which at least one review was being looked at. */
double lead_busy_ms(struct history *history);

#endif
