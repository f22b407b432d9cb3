/*
 * start.h - what `init` and `add` write: a first config.yaml and a task from a template.
 *
 * Looks at the tree only (which build and test files are there), runs nothing.
 */
#ifndef LEADHAND_SPEC_START_H
#define LEADHAND_SPEC_START_H

#include "base/err.h"

struct start {
	char *target;  /* owned: set by the caller */
	char *build, *test, *lint, *setup; /* owned or NULL: commands, found */
	char *found;   /* owned: a list of what was seen, for people: "a Makefile", ... */
	char *agent;   /* owned: set by the caller: an agent that can be driven, or NULL */
	char *protect; /* owned: list of patterns */
	const char *report; /* static: where `test` reports what came of each; NULL where that is not known */
	const char *hosts; /* static: what `setup` reaches, as a list of YAML; NULL where that is not known */
};

/* *start holds nothing before, and has to be released. Recognises make, meson, cmake,
 * autotools, cargo, go, npm/pnpm/yarn, python (pytest, tox), maven, gradle, ... */
void start_look(const char *top, struct start *start);
/* A config.yaml with a comment on each line, that config_parse takes; the caller's. An agent
 * whose program is not known is written as a command. */
char *start_config(const struct start *start);
/* A task file with the title filled in and each key explained; lint says what is still missing;
 * the caller's. */
char *start_task(const char *title);
void start_release(struct start *start);

#endif
