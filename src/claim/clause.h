/*
 * clause.h - a report's prose, cut into clauses of words.
 *
 * Hostile text of any kind goes in. What stands in quotes or backticks becomes one word that is marked as such, so that what
 * somebody else said is never taken for the agent's own; code blocks, quoted lines, headings and open items of a list are
 * left out. Sentences that hedge (a condition, a wish, a doubt, an exception, a question) are left out as a whole. Pure.
 */
#ifndef LEADHAND_CLAIM_CLAUSE_H
#define LEADHAND_CLAIM_CLAUSE_H

#include <stdbool.h>
#include <stddef.h>

enum { CLAUSE_WORDS = 24, WORD_BYTES = 200 };

struct word {
	char text[WORD_BYTES]; /* lower case, but for what is quoted */
	char whole[WORD_BYTES]; /* as it was written */
	bool is_quoted;
};

struct clause {
	struct word words[CLAUSE_WORDS];
	size_t count;
	bool is_last;	 /* of its sentence */
	bool admits;	 /* its sentence says that something fails, and not that it did before */
	bool is_hedged;	 /* nothing in it is claimed */
	bool is_too_long;
};

/* Every clause, in its order; the clause is borrowed for the call. */
void clauses_each(const char *text, void (*each)(void *owner, const struct clause *clause), void *owner);

#endif
