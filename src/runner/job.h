/*
 * job.h - job.json and prompt.md, read once.
 */
#ifndef LEADHAND_RUNNER_JOB_H
#define LEADHAND_RUNNER_JOB_H

#include "base/err.h"
#include "base/json.h"
#include "runner/job_walls.h"
#include "workspace/base.h"
#include "workspace/workspace.h"

#include <stdbool.h>

struct job {
	json_t *json; /* owned; what is borrowed below stands in it */
	char *dir;    /* owned, absolute */
	char *run;    /* owned: the agent's argument vector, a list of lines; "" where none was
			 given */
	char *prompt, *prompt_anew; /* owned; NULL but for a turn; prompt_anew is NULL where there
				       is none */
	char *room;		    /* owned: the session's (or check's) own folder */
	char *checkout;		    /* owned: the shared checkout, NULL where the workspace is its own */
	char *scope;		    /* owned list: what the task may write; "" is everything */
	char *forbid, *protect;	    /* owned lists: what it may not write, and what is looked at first */
	char *setup_done;	    /* owned: of a shared checkout, the file that says which setup was run */
	bool is_shared;		    /* a turn in a checkout that other sessions work in too */
	long long attempt;
	bool is_turn, is_base; /* neither: a check */
	bool keeps_nothing;    /* the result of the task is its report, and no edit is kept */
	const char *mark, *base, *setup; /* borrowed; setup is NULL where there is none */
	const char *agent, *kind, *model, *thread, *agent_home, *task, *provider; /* a turn's; the last may be NULL */
	const char *permissions; /* a turn's: allow, ask, refuse; NULL is allow */
	const char *gate, *command, *commit, *tree, *report, *coverage;	/* a check's; the last two are NULL where it writes none */
	long long again, seed;	 /* a check's: how often it was run on that tree before; of another order */
	bool is_alone;		 /* a check's: `command` runs no more than what failed then */
	char *tests, *tests_file; /* owned: what failed then, a list; and where that is written down for such a command */
	char *shown;		 /* owned list: what a held-out gate sees beside its tree, for reading */
	bool is_held_out;	 /* a check whose gate no agent may learn of */
	const char *top, *bases; /* the lead's work tree, and where prepared trees are kept */
	char *saved_ref, *head_ref; /* owned: a turn's, in the lead's repository */
	struct job_walls walls;
	long long session, time_ms, cost_before; /* in millionths of a dollar, of its session */
	long long silence_ms, silence_most_ms; /* when its agent is silent by its history (0: not known), and at the most */
	struct workspace workspace;
	struct base_spec prepared; /* what its base is made of; run_setup is the attempt's */
};

int job_read(const char *dir, long long attempt, struct job *job, struct err *err) MUST_USE;
/* Whether that is still the attempt that is wanted: the floor may have given up on us before we took hold. */
bool job_is_wanted(const struct job *job, long long attempt);
void job_release(struct job *job);

#endif
