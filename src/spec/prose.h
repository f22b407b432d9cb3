/*
 * prose.h - telling a command from a sentence, and a plan from a wish.
 *
 * Heuristics: what they call prose stops a task from running, so they would rather miss a
 * sentence than accuse a command.
 */
#ifndef LEADHAND_SPEC_PROSE_H
#define LEADHAND_SPEC_PROSE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether an acceptance is words about the result, instead of a command that checks it. */
bool prose_is_sentence(const char *command);
/*
 * The next phrase in text + *offset that leaves the work open ("somehow", "TBD"), or NULL. *offset is where it begins.
 * What stands in quotes or code is not looked at. Borrowed.
 */
const char *prose_next_vague(const char *text, size_t *offset);
/* The same of phrases that promise without a measure: "faster", "as needed", "etc." */
const char *prose_next_unmeasured(const char *text, size_t *offset);
/* The end of code that begins at `at` with a backtick. */
size_t prose_after_code(const char *text, size_t at);
/* The sentence, or line of a list, around a byte: from its beginning, *len bytes. */
const char *prose_sentence(const char *text, size_t at, size_t *len);

#endif
