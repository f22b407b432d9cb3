/*
 * sent.h - sent.jsonl: what an agent was told, to the byte, a line each (doc/jobs.md).
 *
 * For the lead to read ('leadhand show ID --prompt'): nothing hangs on it, and what cannot be written is left out.
 */
#ifndef LEADHAND_RUNNER_SENT_H
#define LEADHAND_RUNNER_SENT_H

#include <stdbool.h>

struct sent {
	const char *job_dir; /* borrowed, as all of it */
	long long attempt;
	const char *prompt, *anew; /* the two that there are; anew may be NULL */
	const char *last;	   /* what was noted last: the kind's own, compared as a pointer */
};

/* The kind has told its program this as the prompt: noted once. NULL: it has not told any yet. */
void sent_prompt(struct sent *sent, const char *text);
/* The agent was told this in the middle of its turn. */
void sent_word(const struct sent *sent, const char *text);

#endif
