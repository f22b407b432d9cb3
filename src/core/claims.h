/*
 * claims.h - what a report says of the work, beside what the records say.
 *
 * It ran a command, a gate or the tests pass, it fixed a test, it did not touch something, it touched nothing but that. Who
 * takes the report (src/claim/) has compared it with the turn's own record and with the paths of the change; what only
 * gates can tell is judged here, from the ledger, once they have judged the tree. A claim is false only where a record
 * refutes it: where it is silent, or may mean something else, the claim is unproven.
 */
#ifndef LEADHAND_CORE_CLAIMS_H
#define LEADHAND_CORE_CLAIMS_H

#include "core/model.h"

/* What stands in `what` where no gate or path was named. */
#define CLAIM_TESTS "tests"
#define CLAIM_GATES "gates"
#define CLAIM_SCOPE "scope"
/* So many of one turn: a report has more to say than that in prose. */
#define CLAIMS_MOST 16

/* For (struct claim *c; ...) over those of the session's last turn that made any. They stand together, but for those of a
 * turn that spoke more than once. */
struct claim_walk {
	long long at, left;
};
struct claim *claims_next(const struct state *state, const struct session *session, struct claim_walk *walk);
#define EACH_CLAIM(var, state, session)                                                           \
	for (struct claim_walk var##_walk = { (session)->claim, (session)->claims }; var##_walk.left > 0;) \
		for (struct claim *var = claims_next(state, session, &var##_walk); var; var = 0)

/* Whether its last turn, which is what it offers by, claimed what the records refute. */
bool claims_are_false(const struct state *state, const struct session *session);
/* A claim as the report has it, in words; the caller's. */
char *claim_words(const struct claim *claim);
/* Whether a gate is one of those that show what `what` names: the tests, all gates, or that one. */
bool claim_means_gate(const char *what, const struct gate *gate);

/* No gate on the session's tree is pending: what the ledger says to its claims. */
void claims_judge(struct state *state, const struct session *session);

#endif
