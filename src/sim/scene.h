/*
 * scene.h - what is invented: the tasks, the agents, the gates, the lead, and the policy.
 *
 * A scene is numbers only, and says what a run will meet. Chances are from 0 to 1, stretches
 * of time are milliseconds.
 */
#ifndef LEADHAND_SIM_SCENE_H
#define LEADHAND_SIM_SCENE_H

#include "base/err.h"
#include "sim/spread.h"

#include <stdint.h>

#define SCENE_MODELS(X)                                                            \
	X(week)		  /* agents, gates, conflicts, and a lead who goes home */ \
	X(machine_repair) /* N sessions, one lead, always there */                 \
	X(open)		  /* changes arrive whatever becomes of them; leads judge */
enum scene_model {
#define X(name) SCENE_##name,
	SCENE_MODELS(X)
#undef X
};

struct scene {
	enum scene_model model;
	struct spread work;    /* a turn that the agent makes alone */
	struct spread human;   /* a review: to find one's way into it, and to judge it */
	struct spread gate;    /* all gates of a tree; const:0s with `green` 1: none */
	struct spread answer;  /* a question, or what to do about a failure */
	struct spread arrive;  /* between two changes, where they come by themselves */
	double rework;	       /* a turn after the first, as a share of `work` */
	double green, conflict, ask, reject, fail; /* chances */
	double needs;	       /* chance that a task needs one before it */
	double flake;	       /* chance that the gates of a good tree are red all the same, each time anew */
	long long reruns;      /* how often red gates are run again before they go back */
	double dollars;	       /* for an hour of an agent's */
	long long lines;       /* mean size of a change; 0: as `human` has it */
	long long areas;       /* parts of the tree that tasks name as scope; 0: none */
	long long leads;
	long long hours;       /* of a day that the leads are there; it begins when they come */
	long long switch_ms;   /* to turn from one task to another, on top of `human` */
	long long days;	       /* of a week */
	long long tasks;       /* at most so many (week); so many are measured (else) */
};

/* The defaults: PACE_WORK_MS alone and PACE_SETUP_MS of the lead's a turn; of a week
 * CREW_CONFLICT for each change that landed meanwhile. */
struct scene scene_default(enum scene_model model);

/* Red or failed so many times, a turn comes again by itself; then the lead has it. */
enum { SCENE_ROUNDS = 2 };

#define POLICY_KINDS(X)                                                            \
	X(assistant)	 /* one session, and the lead watches it work */           \
	X(free_for_all)	 /* twenty terminals */                                    \
	X(fixed)	 /* N tasks at any time; each keeps its place until it landed */ \
	X(factory)	 /* all tasks are called; leadhand says which begin */
enum policy_kind {
#define X(name) POLICY_##name,
	POLICY_KINDS(X)
#undef X
};
enum { FREE_FOR_ALL_SESSIONS = 20, FACTORY_SESSIONS = 50 };

struct policy {
	enum policy_kind kind;
	long long sessions;
};

/* "assistant", "free-for-all", "factory", "fixed:6"; ERR_USAGE. */
int policy_parse(const char *text, struct policy *out, struct err *err) MUST_USE;
/* The same words; the caller's. */
char *policy_text(const struct policy *policy);

#endif
