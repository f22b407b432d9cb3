/*
 * known.h - the agents' programs that config.yaml need not describe: their kind, provider and servers.
 *
 * A name below `agents` that is one of them needs neither `kind` nor `run`.
 */
#ifndef LEADHAND_SPEC_KNOWN_H
#define LEADHAND_SPEC_KNOWN_H

#include "spec/config.h"

struct known_agent {
	const char *name, *kind;
	const char *run;      /* "": the kind's own */
	const char *provider; /* whose rate limits count; NULL: the agent's name */
	const char *hosts;    /* what it cannot do without, a list: its model, and the server that its login is renewed at */
};

/* Whether a command line (a list of lines, may be NULL) starts that program, itself or by an interpreter: the name stands
 * between slashes in one of its first words, maybe with an ending like ".js". */
bool known_runs(const char *run, const char *name);
/* NULL where there is none of that name. */
const struct known_agent *known_agent_named(const char *name);
/* By what it runs, or by its kind; NULL for a program that is not known. */
const struct known_agent *known_agent_of(const struct config_agent *agent);
/* The number at `index` of all; NULL behind the last. */
const struct known_agent *known_agent_at(size_t index);

#endif
