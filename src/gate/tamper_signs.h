/*
 * tamper_signs.h - the words by which tests, builds and scripts say less than before (see tamper.h). Pure.
 *
 * All of them work on one line of text.
 */
#ifndef LEADHAND_GATE_TAMPER_SIGNS_H
#define LEADHAND_GATE_TAMPER_SIGNS_H

#include <stdbool.h>

enum { PLACE_any = 1, PLACE_test = 2, PLACE_steering = 4, PLACE_script = 8, PLACE_code = 16 };

struct sign {
	const char *rule;
	unsigned places;	   /* in which files it counts */
	const char *word, *beside; /* both have to be in the plain line; beside may be NULL */
};
extern const struct sign tamper_signs[]; /* ends with a rule of NULL */

/* A line with single blanks, and none beside what joins two commands: "a||true"; the caller's. */
char *line_plain(const char *line);
/* As a word: a letter or digit before one, or after one, makes it part of another. */
bool sign_is_in(const struct sign *sign, const char *plain);

bool line_is_assertion(const char *line);
bool line_begins_test(const char *line);
/* By what such a line is known, whatever else stands in it; the caller's. */
char *line_test_name(const char *line);
/* Whether a file's name is that of code, as text or compiled. */
bool path_is_code(const char *path);
bool line_has_threshold(const char *line);
/* Whether they are the same but for numbers and quoted words. */
bool line_differs_in_value(const char *old, const char *now);
/* Whether one assertion asks for less than the other: equality became presence, or a range. */
bool line_is_weaker(const char *old, const char *now);
/* Whether a link of this path leads out of the tree, or into git's own folder, by what its target says: another link on the way
 * could take it anywhere, so it may climb at its start alone. */
bool link_leads_out(const char *path, const char *target);

#endif
