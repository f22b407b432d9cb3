/*
 * desk.h - what the lead sees: every task's state in a word, and the inbox in its order.
 *
 * Derived each time from the facts; nothing of it is stored.
 */
#ifndef LEADHAND_CORE_DESK_H
#define LEADHAND_CORE_DESK_H

#include "core/ask.h"
#include "core/model.h"

/* draft ready waiting running asking gating review approved landing landed done failed cancelled; borrowed. */
const char *task_shown(const struct state *state, const struct task *task);
/* What it waits for, why it failed, ...; "" where there is nothing to say; the caller's. */
char *task_reason(const struct state *state, const struct task *task, long long now_ms);

#define DESK_KINDS(X) X(question) X(review) X(failure) X(plan) X(notice)
enum desk_kind {
#define X(name) DESK_##name,
	DESK_KINDS(X)
#undef X
};
extern const char *const desk_kinds[];

struct desk_item {
	enum desk_kind kind;
	long long id;	 /* of the question (a plan is one), review, task (a failure), notice, landing (a held one) or task (it
			  * waits for what will not come by itself) */
	enum record_kind source; /* what the id is of */
	long long task;	 /* 0 where it concerns none */
	long long since_ms, minutes;
	long long due_ms; /* when its default is taken; 0: never */
	long long blocks; /* tasks that wait for it */
	enum ask_class class; /* when it may interrupt */
	long long group_ms; /* since when something of its kind and class of tasks waits */
	const char *text; /* borrowed from the state: what it says */
};
struct desk {
	struct desk_item *items; /* owned */
	long long count;
};

/*
 * First what nothing goes on without, then what stops a session, then what frees most. Among equals those of a kind
 * and class of tasks stand together, the oldest such group first: the lead switches least.
 */
struct desk desk_of(const struct state *state, long long now_ms);
void desk_release(struct desk *desk);
/* Names of the tasks that need this one, directly, a list, the caller's. */
char *task_blocks(const struct state *state, const struct task *task);
/* Where work piles up, one word: review, sessions, gates, landing, specification, none. Borrowed. */
const char *desk_bottleneck(const struct state *state);

#endif
