/*
 * words.h - an agent's side of the door: what `leadhand ask`, `leadhand report` and the others say there.
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
	long long wait_ms; /* for an answer; 0: as long as it takes */
};
/* Ask and wait. *reply, the caller's, is {"answer"}, or {"left":true,"default":TEXT or null} where the time was over. */
int words_ask(const struct words_question *question, json_t **reply, struct err *err) MUST_USE;

struct words_report {
	const char *outcome, *text;		  /* borrowed; done, blocked or impossible */
	const char *decided, *assumed, *deviated; /* borrowed lists of lines, may be NULL */
	const char *ran, *passed, *untouched;	  /* the same */
};
/* *thanks, the caller's, is what the agent is to hear of it; NULL where nothing. */
int words_report(const struct words_report *report, char **thanks, struct err *err) MUST_USE;

/* Take paths (a list of patterns) of a shared checkout, or give them back, or with neither only ask. *answer, the
 * caller's, says who holds what. */
int words_reserve(const char *paths, long long for_ms, bool is_release, json_t **answer, struct err *err) MUST_USE;

/* A hook's word (hook.h); *told, the caller's, is what the agent is to be told, NULL where nothing. */
int words_hook(const json_t *word, char **told, struct err *err) MUST_USE;
/* Any word whose answer needs no person; *reply is the caller's. */
int words_door(const json_t *word, json_t **reply, struct err *err) MUST_USE;

#endif
