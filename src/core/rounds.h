/*
 * rounds.h - what gates say, and what a red one leads to.
 *
 * A verdict is read from the ledger alone, once what may be a flake was run again (flake.h). Red goes back to the same session, as
 * often as the task's rounds allow; red on the base too is not the change's doing,
 * except where the gate is meant to be red there.
 */
#ifndef LEADHAND_CORE_ROUNDS_H
#define LEADHAND_CORE_ROUNDS_H

#include "core/model.h"

/* The gates that judge a change of this task: the project's that apply to `paths`, then its own acceptance; ids,
 * a list, the caller's. */
char *gates_required(const struct state *state, const struct task *task, const char *paths);

#define VERDICT_COUNTS_NONE "counts no test any more, where it counts some on the base"
struct verdict {
	bool is_pending;      /* something has still to run */
	char *blamed;	      /* owned: red runs that are the change's doing, a list of ids */
	char *excused;	      /* owned: red runs that are red on the base too */
	const char *broken;   /* borrowed: why a gate could not be run; NULL where all could */
	const char *first;    /* borrowed: the name of the first gate that is blamed or excused */
	bool counts_none;     /* that one is green, and counts no test any more: VERDICT_COUNTS_NONE */
};
/* Read the verdict of `gates` on a tree, against its base; runs that are missing are asked for. */
struct verdict verdict_of(struct state *state, const char *gates, const char *tree,
			  const char *commit, const char *base_tree, const char *base);
void verdict_release(struct verdict *verdict);

/* Look again at a task that is proving or gating; any effect follows. */
void task_judge(struct state *state, struct task *task, long long at_ms);
/* The session turned in a change: ask for its gates and judge. */
void change_offered(struct state *state, struct session *session, long long at_ms);

#endif
