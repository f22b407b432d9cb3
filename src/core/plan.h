/*
 * plan.h - what should be done now.
 *
 * Orders are derived from the state, never remembered: whoever carries one out makes the
 * event that takes it off the list. After a crash the same call finds what is missing.
 */
#ifndef LEADHAND_CORE_PLAN_H
#define LEADHAND_CORE_PLAN_H

#include "core/model.h"

#define ORDER_KINDS(X)                                                             \
	X(open_session) /* task: make a session at the tip -> session_opened */    \
	X(start_job)	/* job: -> job_started, then a runner */                   \
	X(stop_job)	/* job, why: tell its runner -> stop_sent */               \
	X(deliver)	/* question: tell the runner of its job -> delivered */    \
	X(adopt)	/* question: make a task of what was proposed -> delivered */ \
	X(decide)	/* question: nobody answered in time, its default -> answered */ \
	X(lapse)	/* test: its quarantine is over -> lapsed */               \
	X(tell)		/* a number: so many things wait for the lead -> told */   \
	X(merge)	/* landing: -> merged or conflicted */                     \
	X(move)		/* landing: -> landed, held, or a new tip */

enum order_kind {
#define X(name) ORDER_##name,
	ORDER_KINDS(X)
#undef X
};
extern const char *const order_kinds[];

struct order {
	enum order_kind kind;
	long long id;	 /* of the task, job, question, test or landing; or the number */
	const char *why; /* borrowed: for stop_job */
};

/*
 * The first order that is due, false where none is. Ask again after it was carried out and its event took
 * effect: each order changes what is due next.
 */
bool plan_next(const struct state *state, long long now_ms, struct order *order);
/* When to ask again though nothing happened: ms since 1970, 0 where only an event can change the answer. */
long long plan_wake(const struct state *state, long long now_ms);
/* Whether anything is going on or will, without the lead. */
bool plan_is_idle(const struct state *state, long long now_ms);

#endif
