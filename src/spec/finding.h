/*
 * finding.h - complaints about a file that a person wrote, each with its place.
 *
 * A finding is one clean line that says what is wrong and how to mend it. Lines and
 * columns count from 1, columns in characters. Of very many the first ones are kept.
 */
#ifndef LEADHAND_SPEC_FINDING_H
#define LEADHAND_SPEC_FINDING_H

#include <stdbool.h>
#include <stddef.h>

struct finding {
	long long line, column;
	char *rule, *text; /* owned */
};

struct findings {
	struct finding *list; /* owned */
	size_t count;
	size_t total; /* with those that were not kept */
};

/* Add one; what it quotes may be hostile. */
void findings_add(struct findings *findings, long long line, long long column, const char *rule,
		  const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* Whether one more would be kept: looking for it is worth the time. */
bool findings_has_room(const struct findings *findings);
/* Into the order of the file; those of one place stay as they were added. */
void findings_sort(struct findings *findings);
/* "file:line:col: rule: text" for each, a block; the caller's. */
char *findings_text(const struct findings *findings, const char *path);
void findings_release(struct findings *findings);

#endif
