/*
 * mutant.h - one small change of one changed line, and what became of it.
 *
 * A mutant is a stretch of a file and what stands there instead. Tests that pass all the same do not test that line: the
 * mutant survived. What no compiler takes says nothing of the tests and is not counted. Pure.
 */
#ifndef LEADHAND_MUTATE_MUTANT_H
#define LEADHAND_MUTATE_MUTANT_H

#include <stdbool.h>
#include <stddef.h>

/* What became of it, and what is said of that. */
#define FATES(X)                                                           \
	X(untried, "was not tried: there was no time left")                \
	X(killed, "the tests failed, as they should")                      \
	X(late, "the tests did not come to an end, and that is noticed")   \
	X(unbuilt, "cannot be built, and is not counted")                  \
	X(survived, "the tests pass all the same: add one that tells the difference, or report why none can")

enum fate {
#define X(name, words) FATE_##name,
	FATES(X)
#undef X
};

struct mutant {
	char *path; /* owned; below the top of the tree */
	long long line;
	size_t at, len; /* the bytes of the file that go */
	char *with;	/* owned: what comes in their place */
	char *name;	/* owned: "PATH:LINE: 'OLD' became 'NEW'", clean, the same for the same change */
	enum fate fate;
	bool is_last;
	unsigned long long line_lot, lot; /* where its line, and it among those of its line, stand in the draw */
};

struct mutants {
	struct mutant *items; /* owned */
	size_t count, room;
};

extern const char *const fate_words[];

/* What stands in a file of these bytes: `old` of them at `at` become `with`. *name's form stands above. */
struct change {
	const char *path, *bytes; /* borrowed */
	size_t at, len;
	const char *with; /* borrowed */
	bool is_last;	  /* only for a line that has no other: too often it changes nothing that can be noticed */
};
void mutants_add(struct mutants *list, const struct change *change, long long seed);
void mutants_release(struct mutants *list);
void mutant_release(struct mutant *mutant);
/* The file with the mutant in it, the caller's. */
char *mutant_apply(const struct mutant *mutant, const char *bytes, size_t len, size_t *out_len);

/*
 * Keep at most one mutant a line and `most` in all, of lines and of the mutants of a line those that a draw by the seed
 * puts first; what does not stand up is left out, and counted. In the end they are in the order of their places.
 */
struct draw {
	size_t most;
	bool (*stands)(void *owner, const struct mutant *mutant);
	void *owner;
	size_t lines, stillborn; /* out: lines that had a mutant; mutants left out */
};
void mutants_draw(struct mutants *list, struct draw *draw);

/* Killed of those that were tried and built, in whole percent, rounded down; 100 where there were none. */
int mutants_score(const struct mutants *list);
size_t mutants_count(const struct mutants *list, enum fate fate);

#endif
