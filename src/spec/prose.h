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
/* Whether a command ends in `|| true` or the like, so that it can never be red. */
bool prose_is_masked(const char *command);
/*
 * The next phrase in text + *offset that leaves the work open ("etc.", "as appropriate"), or
 * NULL. *offset is where it begins. What stands in quotes or code is not looked at. Borrowed.
 */
const char *prose_next_vague(const char *text, size_t *offset);

#endif
