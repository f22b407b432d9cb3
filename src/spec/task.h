/*
 * task.h - a task file: YAML front matter and plain words, read and linted.
 *
 * What is ambiguous is refused with file:line:column, before any agent sees it.
 * A file is at most 64 KiB, a regular file, UTF-8.
 */
#ifndef LEADHAND_SPEC_TASK_H
#define LEADHAND_SPEC_TASK_H

#include "spec/config.h"
#include "spec/finding.h"
#include "spec/world.h"

struct task_spec {
	char *name; /* owned: the file's name without .md */
	char *title, *class; /* owned; class default "task" */
	char *agent;	     /* owned or NULL: the project's */
	char *scope, *forbid, *needs, *stop; /* owned lists, "" where none */
	struct config_gate *accept;	     /* owned; named "accept-1" ... */
	size_t accept_count;
	long long time_ms, tokens, turns, rounds, lines; /* budget; -1 where not given */
	char *review; /* owned or NULL: the project's for its class */
	char *kind;   /* owned: change or report */
	long long priority;
	char *body; /* owned: the words */
	char *hash; /* owned: of the file's bytes */
};

struct task_text {
	const char *name; /* of the task */
	const char *text; /* the file's bytes */
	size_t len;
};

/*
 * Read a task from a text. The parser's own complaints and the linter's are findings, in the order of the file; with an
 * error among them, *spec holds what could be read (name and title at least, maybe ""). *spec and *findings hold nothing
 * before, and have to be released. What the world does not know is not asked about; rules.h lists the rules.
 */
void task_spec_lint(const struct task_text *file, const struct lint_world *world, struct task_spec *spec,
		    struct findings *findings);
/* The same beside nothing but the settings, which may be NULL. */
void task_spec_parse(const char *name, const char *text, size_t len,
		     const struct config *config, struct task_spec *spec,
		     struct findings *findings);
/* Read .leadhand/tasks/NAME.md below `top`. ERR_MISSING where there is none; ERR_USAGE for what
 * is no regular file, is too large or has a bad name; then *spec and *findings are untouched.
 */
int task_spec_load(const char *top, const char *name, const struct lint_world *world,
		   struct task_spec *spec, struct findings *findings, struct err *err) MUST_USE;
/* Write a task's file anew where it still holds what was read of it; ERR_CONFLICT where somebody else wrote meanwhile. */
int task_spec_rewrite(const char *top, const char *name, const char *was, const char *now, struct err *err) MUST_USE;
/* Names of all task files, a list, in the order of the files' names; entries that cannot be
 * tasks (a folder, a bad name) are in *odd. What editors leave behind is in neither. */
void task_spec_names(const char *top, char **names, char **odd);
void task_spec_release(struct task_spec *spec);

#endif
