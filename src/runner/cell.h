/*
 * cell.h - the walls around a job's programs, as job.json asks for them.
 *
 * Each kind of program has a box of its own, so that what an agent leaves in its home is
 * never found by leadhand's git, and no gate finds what an agent left. Where the lead
 * said that he does without walls, programs run as they are. What was tried at the walls
 * becomes a note in the journal.
 */
#ifndef LEADHAND_RUNNER_CELL_H
#define LEADHAND_RUNNER_CELL_H

#include "runner/env.h"
#include "runner/job.h"
#include "runner/journal.h"
#include "sys/loop.h"
#include "walls/box.h"

enum cell_use {
	CELL_setup, /* makes a base ready: reaches what the policy names */
	CELL_agent, /* the same, and leadhand's door */
	CELL_gate,  /* reaches nothing */
	CELL_carry, /* leadhand's own, on what an agent left: sees the workspace and its vault */
	CELL_visit, /* the lead's shell, in the agent's home: reaches nothing */
};
enum { CELL_USES = 5 };

/* What the notes of the walls begin with. */
#define CELL_WORD "walls: "

struct cell;
struct cell *cell_new(const struct job *job, struct loop *loop, struct journal *journal);
/* Whether there are walls. */
bool cell_has_walls(const struct cell *cell);
/* Where programs of that use find the work tree: the lead's own path inside, or its place on the disk. */
const char *cell_dir(const struct cell *cell, enum cell_use use);
/* The work tree that stands at cell_dir(), and the folders that its repository borrows objects from (NULL: the
 * workspace's): usually the job's workspace, but a base while it is set up. */
void cell_set_tree(struct cell *cell, const char *tree, const char *objects);

/* NAME=value lines for the agent's program beside what all agents find; before it is first wrapped. */
void cell_set_agent_env(struct cell *cell, const char *list);

/* A command as it is to be started. */
struct cell_run {
	const char *const *argv; /* borrowed from below */
	const char *const *env;	 /* as struct proc's env, or, with extra, all of it */
	const char *dir;	 /* NULL where the walls see to it */
	const struct proc_extra *extra;
	struct box_run box;	 /* owned, as the next */
	struct env variables;
};
/* `door` is the path of the runner's socket for an agent, otherwise NULL. */
int cell_wrap(struct cell *cell, enum cell_use use, const char *const *argv, const char *door,
	      struct cell_run *run, struct err *err) MUST_USE;
void cell_run_release(struct cell_run *run);
/* Why programs of that use ended, where a limit did it, the caller's; NULL otherwise. */
char *cell_verdict(struct cell *cell, enum cell_use use);
void cell_free(struct cell *cell);

#endif
