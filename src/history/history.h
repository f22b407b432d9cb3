/*
 * history.h - where the time went: the events once more, with an eye on the clock.
 *
 * Every event is taken through step() into a state of its own, and the time between two
 * events is put down to what each task was doing meanwhile, as the board would have shown
 * it. Pure: whose events these are, a store's or a simulator's, makes no difference.
 *
 * A stretch of more than PACE_LONGEST_MS in which nothing happened is no time of work:
 * then nobody was there. For the same reason a look that took longer is no review time.
 */
#ifndef LEADHAND_HISTORY_HISTORY_H
#define LEADHAND_HISTORY_HISTORY_H

#include "base/err.h"
#include "core/event.h"
#include "core/pace.h"
#include "core/usl.h"
#include "history/samples.h"

#include <stdbool.h>

/* A point of the curve is the time that it took so many changes to land, or of a long history
 * several such times with about as many sessions: what few changes say is mostly chance. */
#define HISTORY_WINDOW 4
#define HISTORY_POINTS 24

struct history_scope {
	const char *class;  /* borrowed: tasks of this class only; NULL for all */
	long long since_ms; /* what was before has been, but does not count */
};

/* A place where tasks spent time. */
struct history_part {
	char *what;   /* owned: a state of the board; of "waiting" the reason in short */
	bool is_wait; /* it stood still there for that reason */
	struct samples stays_ms;
};

struct history_figures {
	long long events, first_ms, last_ms; /* that count */
	long long tasks;		     /* that were called and not over */
	long long landed, done;
	struct history_part *parts; /* owned; most time first once it has ended */
	size_t part_count;
	/* A cycle: what a session does until it needs the lead (a review, a question that it
	 * stops at, a failure). A review: from the first look to the verdict. */
	struct samples cycles_ms, reviews_ms, called_to_landed_ms;
	long long approved, rejected;
	double lead_ms;	     /* in which a review was being looked at */
	double under_way_ms; /* in which some task was under way, and somebody was there */
	/* What stopped at the lead, and how often they went from one task to another. */
	long long questions, reviews, failures, switches;
	long long asked, asked_again; /* questions; those that had been answered before */
	struct counts blames;	      /* failures by class */
	long long turns;
	struct counts whys; /* turns by what they were for; "first" is none that comes again */
	long long cost_microusd, tokens;
	struct usl_point *points; /* owned: sessions under way, landed an hour; all classes */
	size_t point_count;
	const char *bottleneck; /* now; borrowed, a constant */
	long long allowed;	/* sessions at one time, now; 0 where nobody said */
	struct pace pace;	/* of all classes, as the schedule goes by it */
};

struct history;

/* The scope is copied, the class borrowed. */
struct history *history_new(const struct history_scope *scope);
/* One more event, in their order; refused as step() refuses it. */
int history_take(struct history *history, const struct event *event, struct err *err) MUST_USE;
/* Put down what goes on until now. Afterwards nothing is taken any more. */
void history_end(struct history *history, long long now_ms);
/* Borrowed. */
const struct history_figures *history_figures(const struct history *history);
/* The classes of all tasks that were ever heard of, a list; the caller's. */
char *history_classes(const struct history *history);
void history_free(struct history *history);

#endif
