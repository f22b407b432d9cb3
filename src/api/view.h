/*
 * view.h - the state of a floor as a reader finds it, in one open.
 *
 * Reads the store directly, whether a floor runs or not, and adds the two facts that the
 * store cannot know: whether a floor runs, and which runners live.
 */
#ifndef LEADHAND_API_VIEW_H
#define LEADHAND_API_VIEW_H

#include "core/model.h"
#include "floor/place.h"
#include "store/store.h"

#include <jansson.h>
#include <stdbool.h>

enum view_depth {
	VIEW_board, /* quick: without the ledger and what has ended */
	VIEW_whole,
};

struct view {
	const struct place *place;  /* borrowed */
	struct store *store;	    /* owned; NULL where no floor ever ran here */
	struct state *state;	    /* owned, never NULL; empty where there is no store */
	const struct job **running; /* owned: the jobs that run by the store's word */
	size_t running_count;
	long long now_ms;
	long long version; /* of the store, when the state was read */
	int floor_pid;	   /* 0 where none runs */
};

int view_open(const struct place *place, enum view_depth depth, struct view *view,
	      struct err *err) MUST_USE;
/* Read the state again; as it was on failure. */
int view_reload(struct view *view, enum view_depth depth, struct err *err) MUST_USE;
/* Whether the store was written to since the state was read. */
bool view_is_old(const struct view *view);
void view_release(struct view *view);

/* Whether this job's runner lives, by its lock. */
bool view_runner_lives(const struct view *view, const struct job *job);
/* A job of this session that the store calls running though its runner is gone, or NULL. One
 * that was started a moment ago may not have its lock yet, and counts as alive while a floor
 * looks after it. */
const struct job *view_lost_job(const struct view *view, const struct session *session);

/* Where a session works, as its last job was told; the caller's. The environment that says
 * where scratch is may be another one today. */
char *view_workspace(const struct view *view, const struct session *session);

/* What ID names: a task's name, Q3 or R3; ERR_MISSING, with what was meant. */
struct view_target {
	const struct task *task;	 /* borrowed; never NULL but for a notice */
	const struct question *question; /* the question that was named */
	const struct review *review;	 /* named; of a task the one that counts now, or NULL */
	const struct notice *notice;
};
int view_find(const struct view *view, const char *id, struct view_target *target,
	      struct err *err) MUST_USE;
/* The question that "Q3" or "3" names, whatever tasks are called; NULL where there is none. */
const struct question *view_question(const struct view *view, const char *id);
/* The newest review of a task, or NULL. */
const struct review *view_review(const struct state *state, const struct task *task);

#endif
