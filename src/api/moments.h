/*
 * moments.h - the checkpoints of a task, as git and the store know them together.
 *
 * Git has the files and the order, the events say in which turn each was made and what for. A checkpoint is called
 * SESSION.NUMBER, counted in its session from 1, or by its commit.
 */
#ifndef LEADHAND_API_MOMENTS_H
#define LEADHAND_API_MOMENTS_H

#include "api/view.h"

struct moment_saved {
	long long session, number;
	long long turn, at_ms; /* turn 0: not known */
	char *commit, *tree;   /* owned */
	char *was;	       /* owned: as which it was made; another commit only where the chain was thinned */
	char *head, *head_tree; /* owned: the last HEAD that is known of then; NULL where none is */
	const char *kind;	/* began, ended, worked, saved (outside of a turn); borrowed for ever */
	const char *why;	/* what its turn was for, borrowed from the view; "" where not known */
	long long files, insertions, deletions; /* from the one before */
};

struct moments {
	struct moment_saved *list; /* owned: by session, oldest first */
	size_t count;
};

/* Of one session of the task, or (session 0) of all. */
int moments_read(const struct view *view, const struct task *task, long long session, struct moments *moments,
		 struct err *err) MUST_USE;
void moments_release(struct moments *moments);
/* The one that a person means: "3.5", or a commit's beginning. ERR_MISSING says what is near, ERR_USAGE that more than
 * one is meant, ERR_REFUSED that it is another task's. Borrowed. */
int moments_find(const struct view *view, const struct task *task, const struct moments *moments, const char *word,
		 const struct moment_saved **found, struct err *err) MUST_USE;
char *moment_name(const struct moment_saved *moment); /* "3.5", the caller's */
/* The ref whose commits are a session's checkpoints; the caller's. */
char *moments_ref(long long session);

/* What a chain that was thinned says in its commits' messages: "MOMENT_TRAILER: NUMBER COMMIT". */
#define MOMENT_TRAILER "Checkpoint-Was"

#endif
