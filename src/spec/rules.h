/*
 * rules.h - what may be wrong with a task: the one table of it.
 *
 * Each rule has a word that findings carry, a severity, the reason why it exists, the
 * mend, and an example of both. Help, the manual and SARIF are made from these lines.
 * An error makes a task a draft, and lint refuse; a warning is shown, and nothing more.
 */
#ifndef LEADHAND_SPEC_RULES_H
#define LEADHAND_SPEC_RULES_H

#include <stdbool.h>
#include <stddef.h>

struct rule {
	const char *word;
	bool is_error;
	const char *about;  /* what is wrong, half a line */
	const char *reason; /* what comes of it */
	const char *mend;   /* what to do */
	const char *bad, *good; /* lines of a task file */
};

/* The rule at that place of the table, NULL behind the last. */
const struct rule *rule_at(size_t index);
/* The rule of that word, or NULL. */
const struct rule *rule_named(const char *word);
/* Its place in the table. */
size_t rule_index(const struct rule *rule);
/* The word that was meant, a typing error away, or NULL. */
const char *rule_nearest(const char *word);
/* The rules as a list, a line each; and one of them explained, a block. The caller's. */
char *rules_list(void);
char *rule_explain(const struct rule *rule);

#endif
