/*
 * examine.h - mutate what a change made of C, and see whether its tests notice.
 *
 * At most one mutant a changed line, as one that reads the change would put it; what comes out is the same for the same tree,
 * base and seed, but for mutants for which no time was left. M. Petrovic et al., "Practical Mutation Testing at Scale", 2021.
 */
#ifndef LEADHAND_MUTATE_EXAMINE_H
#define LEADHAND_MUTATE_EXAMINE_H

#include "mutate/mutant.h"

#include "base/err.h"

struct orders {
	const char *base, *test, *build;   /* borrowed; build may be NULL */
	const char *coverage, *only, *database; /* borrowed: files and a folder, or NULL */
	const char *within, *except;	   /* borrowed: patterns, lists; NULL is all C, and tests */
	const char *const *flags;	   /* borrowed: the compiler's, ends with NULL */
	long long budget_ms, most, least, seed;
};

struct examination {
	struct mutants mutants;
	enum fate whole; /* what became of the tests without a mutant: FATE_survived is that they pass */
	char *said;	 /* owned: what they printed */
	int status;	 /* and what they exited with */
	char *unseen;	 /* owned: a list of files that may hold an error without the tests noticing */
	size_t files, lines, added, unread, stillborn; /* looked at; that have mutants; changed; files that clang cannot read whole;
							  mutants that clang does not take */
};

/* Run in the top folder of a git checkout. ERR_MISSING where the base is unknown. */
int examine(const struct orders *orders, struct examination *found, struct err *err) MUST_USE;
void examination_release(struct examination *found);

#endif
