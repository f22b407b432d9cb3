/*
 * stage.h - one run as it goes: the state, the moment, and what will happen.
 *
 * The state is changed by events alone, as on a real floor. What the invented world knows
 * beyond it (how long a review will take, what a session's base was) is kept beside it.
 */
#ifndef LEADHAND_SIM_STAGE_H
#define LEADHAND_SIM_STAGE_H

#include "core/event.h"
#include "core/model.h"
#include "sim/heap.h"
#include "sim/scene.h"
#include "sim/tally.h"

enum { LEADS_MOST = 64 };

enum timer_kind {
	TIMER_arrival,
	TIMER_turn,  /* id: job; it ends */
	TIMER_asks,  /* id: job; it comes to a question */
	TIMER_check, /* id: job; it ends */
	TIMER_lead,  /* id: a lead; done with what was in hand */
	TIMER_comes, /* the leads come */
	TIMER_goes,
	TIMER_plan,  /* the rules want to be asked again */
};

/* What is asked of the dice. */
enum question_of_chance {
	CHANCE_arrival, CHANCE_work, CHANCE_human, CHANCE_lines, CHANCE_asks, CHANCE_fails,
	CHANCE_gate, CHANCE_green, CHANCE_flake, CHANCE_conflict, CHANCE_reject, CHANCE_answer, CHANCE_needs,
};

/* Of a session, by its id. */
struct inside {
	long long base;	   /* how many had landed when it took its base */
	double human_ms;   /* what the review of its last turn takes */
	long long left_ms; /* of the turn, once the question is answered */
};

struct hand { /* a lead's */
	bool is_busy;
	int kind;	  /* of desk_kind */
	long long id, task;
	double sojourn_from_ms;
	long long debt_ms;   /* interruptions that cost time */
	long long last_task; /* 0 before the first */
};

struct stage {
	const struct scene *scene;   /* borrowed */
	const struct policy *policy; /* borrowed */
	uint64_t seed;
	struct state *state; /* owned */
	struct heap timers;
	struct tally tally;
	long long now_ms, begin_ms; /* begin: when measuring began */
	long long called, landed, waiting;
	long long forgotten;	/* tasks of states before this one */
	long long arrived;	/* items since a lead last looked up */
	long long turns_running, wake_ms;
	long long reviews_seen, questions_seen;
	struct inside *insides; /* owned */
	size_t inside_room;
	struct hand hands[LEADS_MOST];
};

/* An open floor with its gate, its target and no task; the leads are there. */
void stage_begin(struct stage *stage, const struct scene *scene, const struct policy *policy,
		 uint64_t seed);
/* Begin a new state, where the old one has nothing left to do and enough to carry. */
void stage_forget(struct stage *stage);
void stage_release(struct stage *stage);

/* It happens now. An event that the rules refuse is a mistake of the simulator's: it aborts. */
void stage_take(struct stage *stage, struct event event);
/* Let time go by up to then. */
void stage_pass(struct stage *stage, long long at_ms);
void stage_set(struct stage *stage, double in_ms, enum timer_kind kind, long long id);
struct inside *stage_inside(struct stage *stage, long long session);
struct dice stage_dice(const struct stage *stage, enum question_of_chance what, long long thing,
		       long long time);
/* A draw from a spread, in whole milliseconds. */
long long stage_draw(const struct stage *stage, const struct spread *spread,
		     enum question_of_chance what, long long thing, long long time);

bool stage_lead_is_there(const struct stage *stage);
/* How long it takes until the leads have been there for so long. */
long long stage_lead_time(const struct stage *stage, long long ms);
/* An item has left the inbox, or its review has. */
void stage_item_ends(struct stage *stage, double since_ms);
void stage_review_ends(struct stage *stage, const struct review *review);

#endif
