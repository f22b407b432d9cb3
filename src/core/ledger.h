/*
 * ledger.h - the record of every gate's outcome on every tree: who asks, who waits.
 *
 * A gate has one outcome on one tree, for whoever asks. What could not be run says
 * nothing about the tree: it may be asked for again, by whoever comes to wait for it. So
 * may what is red, before anybody is blamed for it (flake.h).
 */
#ifndef LEADHAND_CORE_LEDGER_H
#define LEADHAND_CORE_LEDGER_H

#include "core/model.h"

/* The id in a line of a list, 0 where it is none. */
long long gate_id(const char *line);
bool gates_are_known(const struct state *state, const char *gates);
/* Walk the ids of a list in which all are known: GATES_EACH(walk, gates) use(walk.id); */
struct gate_walk {
	const char *rest;
	long long id;
};
bool gates_next(struct gate_walk *walk);
#define GATES_EACH(walk, gates) for (struct gate_walk walk = { (gates), 0 }; gates_next(&walk);)
/* The run of a gate on a tree; asked for where it is missing. */
struct run *run_wanted(struct state *state, long long gate, const char *tree,
		       const char *commit);
/* A red or broken one is wanted once more, as a job that says how often it was run before. */
void run_again(struct state *state, struct run *run);
bool run_is_pending(const struct run *run);
/* Those of these gates that could not be run on the tree are wanted again. */
void runs_try_again(struct state *state, const char *gates, const char *tree);
/* Whether each of these gates is green on the tree. */
bool gates_are_green(const struct state *state, const char *gates, const char *tree);

/* Whether this task, or this landing, waits for that run. */
bool task_needs_run(const struct state *state, const struct task *task, const struct run *run);
bool landing_needs_run(const struct landing *landing, const struct run *run);
/* Whether somebody who is not paused waits for it, or the line does: a gate that was red on the tip is asked for on the
 * next one. */
bool run_is_needed(const struct state *state, const struct run *run);
/* A check that is needed and was not started, or NULL: for the front of the queue, then for the
 * oldest task. */
struct job *check_next(const struct state *state);

#endif
