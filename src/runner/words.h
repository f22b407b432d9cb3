/*
 * words.h - an agent's side of the door: `leadhand ask` and `leadhand report`.
 *
 * They find the door by LEADHAND_DOOR, which the runner put into the agent's
 * environment, and wait for what it says.
 */
#ifndef LEADHAND_RUNNER_WORDS_H
#define LEADHAND_RUNNER_WORDS_H

#include "base/json.h"

#include <stdbool.h>

struct words_question {
	const char *text, *options; /* borrowed; options is a list of lines, may be "" */
	long long choice;	    /* the default, from 1; 0 for none */
	bool is_blocking;
};
/* Ask and wait for the answer, the caller's. */
int words_ask(const struct words_question *question, char **answer, struct err *err) MUST_USE;

struct words_report {
	const char *outcome, *text;		  /* borrowed; done, blocked or impossible */
	const char *decided, *assumed, *deviated; /* borrowed lists of lines, may be NULL */
};
int words_report(const struct words_report *report, struct err *err) MUST_USE;

/* Take paths (a list of patterns) of a shared checkout, or give them back, or with neither only ask. *answer, the
 * caller's, says who holds what. */
int words_reserve(const char *paths, long long for_ms, bool is_release, json_t **answer, struct err *err) MUST_USE;

/* A hook's word (hook.h); *told, the caller's, is what the agent is to be told, NULL where nothing. */
int words_hook(const json_t *word, char **told, struct err *err) MUST_USE;

#endif
