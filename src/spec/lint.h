/*
 * lint.h - is a task fit to run? The rules that need the whole task, after its values were
 * read.
 *
 * The rules are listed in rules.h. Those of the front matter alone are lint_front()'s; the
 * others ask the world (world.h), and keep silent about what it does not know.
 */
#ifndef LEADHAND_SPEC_LINT_H
#define LEADHAND_SPEC_LINT_H

#include "spec/task.h"
#include "spec/world.h"
#include "spec/yaml.h"

struct lint {
	const struct task_spec *spec;
	const struct lint_world *world;
	const struct yaml_value *front; /* the front matter, for places */
	const char *body;		/* the words as they stand in the file */
	long long body_line;		/* the line in which they begin */
	struct findings *findings;	/* added to, unsorted */
};

/* What the front matter says, as a whole. */
void lint_front(const struct lint *lint);
/* What its acceptances run: is it there, and whose is it? */
void lint_judges(const struct lint *lint);
/* Scope and needs, beside the files and the other tasks. */
void lint_scope(const struct lint *lint);
void lint_needs(const struct lint *lint);
/* When to stop and report; the record of its class. */
void lint_stop(const struct lint *lint);
/* The words: the title and what stands below the settings. */
void lint_words(const struct lint *lint);
void lint_names(const struct lint *lint);
/* Files that the scope names and that are not there, beside one that may be meant. */
void lint_entries(const struct lint *lint);

/* The place of a key's value; the head of the file where it is not written. Borrowed. */
const struct yaml_value *lint_place(const struct lint *lint, const char *key);
/* The place of an entry in a list. Borrowed. */
const struct yaml_value *lint_entry(const struct lint *lint, const char *key, const char *entry);
bool lint_is_written(const struct lint *lint, const char *key);
/* Whether it is written and not empty, or another key stands where this one was meant: what is wrong with that is told already. */
bool lint_is_meant(const struct lint *lint, const char *key);
/* What an entry of `accept` runs, or NULL. Borrowed. */
const struct yaml_value *lint_run(const struct yaml_value *entry);

#define COMPLAIN(lint, place, rule, ...) \
	findings_add((lint)->findings, (place)->line, (place)->column, (rule), __VA_ARGS__)
/* Complain at a byte of the words. */
#define COMPLAIN_AT(lint, at, rule, ...)                                                       \
	do {                                                                                  \
		struct yaml_value place_ = lint_at(lint, at);                                  \
		COMPLAIN(lint, &place_, rule, __VA_ARGS__);                                    \
	} while (0)
/* The place of a byte of the words, as that of a value without one. */
struct yaml_value lint_at(const struct lint *lint, size_t at);

#endif
