/*
 * prompt.h - what a session is told: the scoped task, and why it has the turn again.
 */
#ifndef LEADHAND_SPEC_PROMPT_H
#define LEADHAND_SPEC_PROMPT_H

#include "spec/task.h"

/* Why a session gets a turn. One word each, as in the core. */
#define PROMPT_REASONS(X)                                                        \
	X(first) X(gate_red) X(no_change) X(failed) X(rejected) X(conflict)      \
	X(retried) X(restored) X(attached) X(interrupted) X(answered)

struct prompt {
	const struct task_spec *task; /* borrowed */
	const struct config *config;  /* its gates will judge; held-out ones are never named */
	const char *reason;	      /* a word of PROMPT_REASONS */
	const char *text;	      /* what was red, or what the lead said; "" for first */
	const char *answers; /* that came beside the reason: to what the session had left open; NULL where none did */
	const char *base, *target;
	bool is_visited;	      /* the lead was in the session since */
	bool is_again;		      /* the same turn was interrupted before it ended */
	long long round, rounds;
};

/* Markdown, the caller's. The task's body stands in it word for word for `first`, `restored` and
 * whenever is_again; a feedback turn holds what is new and a short reminder, not the whole task, because
 * the session remembers. What came from elsewhere (output, the lead's words) is cleaned and
 * fenced. */
char *prompt_render(const struct prompt *prompt);

#endif
