/*
 * verb.h - what one verb is, as a line of a table.
 *
 * Everything that can be asked of leadhand is a line of verb_table (table.h). Help, the
 * man page's list and the parsing of arguments are made from the lines, so they cannot
 * disagree; every face (command line, screen, web, tools) calls the same run().
 */
#ifndef LEADHAND_API_VERB_H
#define LEADHAND_API_VERB_H

#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>

struct call;

enum option_type {
	OPTION_flag,
	OPTION_text,
	OPTION_list,   /* may be given again; an array */
	OPTION_number, /* whole, not negative */
	OPTION_time,   /* "90s", "10m"; a number of milliseconds */
};

struct verb_option {
	const char *name; /* long, without dashes; its key in call.options */
	char letter;	  /* 0 where it has none */
	enum option_type type;
	const char *value; /* what it takes, "FILE"; NULL for a flag */
	const char *help;
};

enum verb_kind {
	VERB_reads,   /* changes nothing */
	VERB_writes,  /* changes something, but decides nothing for the lead */
	VERB_decides, /* speaks for the lead: refused inside a session */
	VERB_session, /* a word for an agent in its session */
	VERB_inside,  /* leadhand starts it itself; not shown in the list */
};

/* For verb.most: after the least of them come a program and its arguments, whatever they look like. */
enum { VERB_PROGRAM = -2 };

struct verb {
	const char *name;
	const char *synopsis; /* its arguments, options left out: "[ID...]", "" */
	const char *help;     /* one line, no full stop */
	enum verb_kind kind;
	int least, most;		   /* arguments; most -1: any number; or VERB_PROGRAM */
	bool needs_place;		   /* there has to be a repository */
	const struct verb_option *options; /* ends with a nameless one; NULL for none */
	int (*run)(struct call *call, json_t **out, struct err *err);
};

/* Options that every verb takes: json, repo, help. Ends with a nameless one. */
extern const struct verb_option verb_common_options[];

/* NULL where the table (which ends with a nameless line) has none of that name. */
const struct verb *verb_find(const struct verb *table, const char *name);
/* The verb that was meant, one typing error away, or NULL. Borrowed from the table. */
const char *verb_nearest(const struct verb *table, const char *name);
/* Its own or a common option; by name, or where name is NULL by letter. */
const struct verb_option *verb_option_find(const struct verb *verb, const char *name,
					   char letter);
const char *verb_option_nearest(const struct verb *verb, const char *name);

#endif
