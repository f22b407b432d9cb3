/*
 * call.h - one thing asked of leadhand: the verb, its words and options, and where.
 *
 * A call is made from an argument vector (call_parse) or, by other faces, filled in as
 * JSON; call_run() then checks it against the table and runs it. What a verb has to say
 * is its JSON; how it is shown is the face's business.
 */
#ifndef LEADHAND_API_CALL_H
#define LEADHAND_API_CALL_H

#include "api/verb.h"
#include "floor/place.h"

struct call {
	const struct verb *table; /* borrowed: all verbs */
	const struct verb *verb;  /* borrowed from the table */
	json_t *words;		  /* owned: an array of strings */
	json_t *options;    /* owned: an object with a key for each option that was given */
	struct place place; /* owned: found by call_run() where the verb needs it */
	/* The exit status of a verb that ran: 0, or 1 (the answer is no), or the status of what
	 * it found (3 unfit, 9 our data makes no sense). Set by the verb. */
	int status;
	/* A verb that goes on speaking (log -f) hands over each piece here, and *out at its end
	 * is without them; NULL where the caller wants all of it in *out. */
	void (*emit)(void *owner, const json_t *piece);
	/* One line of progress while something takes long; may be NULL. */
	void (*tell)(void *owner, const char *line);
	void (*ring)(void *owner); /* the bell of a terminal, where somebody sits at one; may be NULL */
	void *owner;
};

/* An empty call of that table, for verb `name`. ERR_USAGE names the verb that was meant. */
int call_init(struct call *call, const struct verb *table, const char *name,
	      struct err *err) MUST_USE;
/* Read what follows the verb. Options may stand anywhere; after "--" none do. ERR_USAGE. */
int call_parse(struct call *call, int argc, char *const *argv, struct err *err) MUST_USE;
/* Check the number of words, find the place, refuse what a session may not say, run. *out is
 * the caller's, and set whenever 0 is returned. */
int call_run(struct call *call, json_t **out, struct err *err) MUST_USE;
void call_release(struct call *call);

/* The word at that place, from 0, or NULL; borrowed. */
const char *call_word(const struct call *call, size_t at);
/* Borrowed; NULL where it was not given. */
const char *call_text(const struct call *call, const char *option);
bool call_has(const struct call *call, const char *option);
/* A number or time; `otherwise` where it was not given. */
long long call_number(const struct call *call, const char *option, long long otherwise);
/* Say where a long call stands. */
void call_tell(const struct call *call, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
