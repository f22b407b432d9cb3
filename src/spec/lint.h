/*
 * lint.h - is a task fit to run? The rules that need the whole task, after its values were
 * read.
 *
 * Each rule is a function and a word; the words are listed in task.h.
 */
#ifndef LEADHAND_SPEC_LINT_H
#define LEADHAND_SPEC_LINT_H

#include "spec/task.h"
#include "spec/yaml.h"

struct lint {
	const struct task_spec *spec;
	const struct config *config; /* NULL: what needs the project's settings is not asked */
	const struct yaml_value *front; /* the front matter, for places */
	const char *body;		/* the words as they stand in the file */
	long long body_line;		/* the line of the file in which they begin */
	struct findings *findings;	/* added to, unsorted */
};

/* What the front matter says, as a whole. */
void lint_front(const struct lint *lint);
void lint_body(const struct lint *lint);

#endif
