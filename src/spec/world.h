/*
 * world.h - what the linter is told of the repository and of the other tasks.
 *
 * Whoever lints gathers it once for all tasks. What is not known stays NULL, and the rules
 * that need it keep silent.
 */
#ifndef LEADHAND_SPEC_WORLD_H
#define LEADHAND_SPEC_WORLD_H

#include "spec/config.h"

struct world_task {
	const char *name, *needs, *scope; /* borrowed; lists, may be NULL */
	bool is_over; /* landed, done, cancelled: nobody has to wait for it */
};

/* How a class of tasks has fared here. */
struct world_class {
	long long ended, failed; /* turns' cycles, and those that brought no change to review */
	long long lines;	 /* changed, of an offered change; 0 where too few are known */
};

struct lint_world {
	const struct config *config; /* borrowed */
	/* Files of the target, in the order of their bytes, without doubles; borrowed. */
	const char *const *files;
	size_t file_count;
	const char *targets; /* of the Makefile, a list; "*" in it: any */
	const char *scripts; /* of package.json, a list */
	const struct world_task *tasks; /* borrowed, in the order of their names; this one may be among them */
	size_t task_count;
	bool (*has_program)(void *owner, const char *name); /* on PATH */
	bool (*has_symbol)(void *owner, const char *name);  /* anywhere in the files */
	struct world_class (*class_record)(void *owner, const char *class);
	void *owner;
};

bool world_has_file(const struct lint_world *world, const char *path);
/* A file, or a folder with files in it. */
bool world_has_path(const struct lint_world *world, const char *path);
/* The first file that matches a pattern, or NULL. Borrowed. */
const char *world_match(const struct lint_world *world, const char *pattern);
/* The first that matches both patterns and none of the list `but`. */
const char *world_match_both(const struct lint_world *world, const char *one, const char *other, const char *but);
/* Whether that file, or each file in that folder, matches a pattern of the list; a path that is not there by its name. */
bool world_is_covered(const struct lint_world *world, const char *path, const char *patterns);
/* The file or folder that was meant, a typing error away, or NULL; the caller's. */
char *world_near(const struct lint_world *world, const char *path);
/* NULL where there is none of that name. */
const struct world_task *world_task(const struct lint_world *world, const char *name);
const char *world_near_task(const struct lint_world *world, const char *name);
/* Whether one of these tasks has not landed yet: what it makes is not among the files. */
bool world_is_to_grow(const struct lint_world *world, const char *needs);
/* The length of what stands before the first star or question mark. */
size_t world_literal(const char *pattern);

#endif
