/*
 * survey.h - what the linter is told of a repository, gathered once for any number of tasks.
 *
 * Files, targets and scripts are those of the target branch: a session begins there, and
 * what was not committed will not be in its workspace. What cannot be read stays unknown, and the
 * rules that need it keep silent.
 */
#ifndef LEADHAND_FLOOR_SURVEY_H
#define LEADHAND_FLOOR_SURVEY_H

#include "core/model.h"
#include "floor/place.h"
#include "spec/world.h"

struct survey {
	struct lint_world world; /* borrows from what follows, and is to be passed on */
	const struct place *place; /* borrowed */
	const struct state *state; /* borrowed; may be NULL */
	char *paths, **files;	   /* owned */
	char *targets, *scripts;   /* owned or NULL */
	struct world_task *tasks;  /* owned, with their texts */
	char *found, *missing;	   /* owned: programs that were asked for */
	unsigned long long *symbols; /* owned: a table of hashes, made when it is first asked */
	size_t symbol_room;
	bool has_looked, has_symbols;
};

/* config may be NULL where it cannot be read. It has to stay where it is: the world points into it. */
void survey_make(const struct place *place, const struct config *config, const struct state *state,
		 struct survey *survey);
void survey_release(struct survey *survey);

/* The names that a Makefile makes, a list; "*" in it where there may be others. The caller's. */
char *survey_targets(const char *makefile);
/* Look for symbols from now on: world.has_symbol of a survey. Files are read when the first one is asked for. */
void survey_symbols(struct survey *survey);

#endif
