/*
 * finding.h - complaints about a file that a person wrote, each with its place.
 *
 * A finding is one clean line that says what is wrong and how to mend it. Lines and
 * columns count from 1, columns in characters. Of very many the first ones are kept. Its
 * rule (rules.h) says whether it is an error or a warning.
 */
#ifndef LEADHAND_SPEC_FINDING_H
#define LEADHAND_SPEC_FINDING_H

#include <stdbool.h>
#include <stddef.h>

struct finding {
	long long line, column;
	char *rule, *text; /* owned */
	bool is_error;
	char *mend;	 /* owned or NULL: what has to stand in the place of the file's bytes */
	size_t from, to; /* those bytes: [from, to) */
};

struct findings {
	struct finding *list; /* owned */
	size_t count;
	size_t total;  /* with those that were not kept */
	size_t errors; /* of them; with none the task is fit */
	bool is_last_kept;
	const char *source; /* borrowed, while there is something to find in it; NULL: no mends are offered */
};

/* Add one; what it quotes may be hostile. */
void findings_add(struct findings *findings, long long line, long long column, const char *rule,
		  const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/*
 * Offer a mend that is certain, of the finding that was added last. `was` is what stands at its place, maybe in quotes;
 * of that the bytes [from, to) are to become `mend`. Where the source has it otherwise (folded, escaped), nothing is offered.
 */
void findings_offer(struct findings *findings, const char *was, size_t from, size_t to, const char *mend);
/* Whether two names differ by a slip of the pen: a letter too many, one too few, or two that changed places. */
bool finding_is_slip(const char *name, const char *mend);
/* findings_offer for a name at that byte of it, where `mend` differs from it by a slip. */
void findings_offer_name(struct findings *findings, const char *was, size_t from, const char *name, const char *mend);
/* Whether one more would be kept: looking for it is worth the time. */
bool findings_has_room(const struct findings *findings);
/* Into the order of the file; those of one place stay as they were added. */
void findings_sort(struct findings *findings);
/* "file:line:col: rule: text" for each error, a block; the caller's. */
char *findings_errors(const struct findings *findings, const char *path);
/* The first that is an error, or NULL. */
const struct finding *findings_first_error(const struct findings *findings);
/*
 * The text with all its mends written, the caller's; NULL where there is none. Of two that meet the first one is
 * taken. *count is how many were.
 */
char *findings_mended(const struct findings *findings, const char *text, size_t len, size_t *count);
void findings_release(struct findings *findings);

#endif
