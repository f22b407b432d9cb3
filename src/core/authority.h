/*
 * authority.h - what other copies than its own say of a change.
 *
 * Beside the tree that would land, a change may have two more: with the base's copy of the protected files that it
 * touches, and the base with its tests and nothing else. What gates say of the first is shown, and does not block:
 * that change was allowed. On the second a new test has to be red, or it would be green without the change as well.
 * All of it is read from the ledger; see floor/copies.h for how the trees are made.
 */
#ifndef LEADHAND_CORE_AUTHORITY_H
#define LEADHAND_CORE_AUTHORITY_H

#include "core/model.h"

#define PROOF_WORDS(X)                                                                                       \
	X(none)	    /* it has no tests, or nothing but tests; or the base is red by itself */                \
	X(pending)                                                                                           \
	X(proven)   /* red without the change, by an assertion */                                            \
	X(vacuous)  /* green without the change: it does not test it */                                      \
	X(unproven) /* not red by an assertion without the change: what is missing, does not compile or could not be run */

enum proof_word {
#define X(name) PROOF_##name,
	PROOF_WORDS(X)
#undef X
};
extern const char *const proof_words[]; /* end with NULL */

/* Borrowed from the state. */
struct red_proof {
	enum proof_word word;
	const struct gate *gate; /* the first that says so, and its run on the proof tree; NULL where there is none */
	const struct run *run;
};
/* What is known by now of a session's tests, or of the acceptances among its gates that have to be red first. */
struct red_proof red_proof_of(const struct state *state, const struct session *session);

/* Tests that were counted by a gate, on the change and on its base. */
struct account {
	long long now, before;		       /* passed and failed */
	long long skipped_now, skipped_before; /* skipped */
};
/* Whether both are known, and fewer ran or more were skipped. */
bool account_fell(const struct state *state, const struct session *session, long long gate, struct account *account);

/* Ask for what is missing of a change whose gates are green; whether something has still to run. */
bool copies_wanted(struct state *state, const struct session *session);
/* Whether all copies say what a written policy may believe. */
bool copies_are_clean(const struct state *state, const struct session *session);
/* The commit of one of a session's trees: its own, the judged one, the proof, its base; NULL where it is none of these. */
const char *copies_commit(const struct session *session, const char *tree);

#endif
