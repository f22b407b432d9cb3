/*
 * outfit.h - what an agent's program is given beside its words: its home, leadhand's tools, its hooks, conventions.
 *
 * All paths are as the program sees them; all of it holds for one turn.
 */
#ifndef LEADHAND_RUNNER_OUTFIT_H
#define LEADHAND_RUNNER_OUTFIT_H

#include "agent/agent.h"
#include "runner/attempt.h"
#include "runner/judge.h"

struct outfit {
	char *home, *tools, *tools_env, *hook, *instructions; /* owned; what struct agent_turn borrows */
	char *prompt, *prompt_anew;			      /* owned: with more words than the job's, or NULL */
};

/* Make its home, and put the conventions there; before the program starts. */
int outfit_prepare(struct attempt *attempt, struct err *err) MUST_USE;
/* Fill the outfit, and what `turn` borrows of it. `door` is the socket's path on the disk. */
void outfit_make(struct outfit *outfit, const struct attempt *attempt, const char *door, struct agent_turn *turn);
/* What it means for the environment of the program, NAME=VALUE lines, the caller's; with the kind's own. */
char *outfit_env(const struct outfit *outfit, const struct job *job, const struct agent_kind *kind,
		 struct agent *agent);
/* What the hooks of the agent are judged by. */
void outfit_judge(const struct attempt *attempt, struct judge *judge);
void outfit_release(struct outfit *outfit);

#endif
