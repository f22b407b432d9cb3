/*
 * prompt.h - what a session is told: the scoped task, and why it has the turn again.
 *
 * The words are a template (prompt_text.h), the lead's own where there is one. A feedback turn holds what is new and a short
 * reminder, not the whole task, because the session remembers.
 */
#ifndef LEADHAND_SPEC_PROMPT_H
#define LEADHAND_SPEC_PROMPT_H

#include "spec/task.h"
#include "spec/template.h"

/* Why a session gets a turn. One word each, as in the core. */
#define PROMPT_REASONS(X)                                                        \
	X(first) X(gate_red) X(no_change) X(failed) X(rejected) X(conflict)      \
	X(retried) X(restored) X(attached) X(interrupted) X(answered) X(looping) \
	X(protected) X(unproven)

struct prompt {
	const struct task_spec *task; /* borrowed, as all of it */
	const struct config *config;  /* its gates will judge; held-out ones are never named */
	const struct template *template; /* NULL: leadhand's own */
	const char *reason;	      /* a word of PROMPT_REASONS */
	const char *text;	      /* what was red, or what the lead said; "" for first */
	const char *answers; /* that came beside the reason: to what the session had left open; NULL where none did */
	const char *base, *target;
	bool is_visited;	      /* the lead was in the session since */
	bool is_again;		      /* the same turn was interrupted before it ended */
	long long round, rounds;
	/* Arrays of objects with the names of prompt_text.h, as they come: cleaned here. NULL where there are none. */
	const json_t *history, *decisions, *skills;
	long long more_decisions, more_skills; /* that are left out */
};

/* Markdown, the caller's. By leadhand's own template the task's body stands in it word for word for `first`, `restored` and
 * whenever is_again. What came from elsewhere (output, the lead's words) is cleaned and fenced. */
char *prompt_render(const struct prompt *prompt);
/* Read the lead's template; see template_read(). */
int prompt_template_read(const char *path, const char *text, size_t len, struct template **out, struct err *err) MUST_USE;
/* What a session cannot do without and this template leaves out, a list of sentences, the caller's; "" where it is whole. */
char *prompt_template_lacks(const struct template *made);

#endif
