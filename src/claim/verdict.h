/*
 * verdict.h - a claim beside the record of what was run and the paths of the change. Pure.
 *
 * False only where a record refutes it. What only a gate can tell stays unproven here, with what the session's own record
 * shows of it: the ledger decides later (core/claims.h).
 */
#ifndef LEADHAND_CLAIM_VERDICT_H
#define LEADHAND_CLAIM_VERDICT_H

#include "claim/deeds.h"
#include "claim/phrase.h"

struct claim_world {
	const struct deeds *deeds; /* borrowed */
	bool tells_commands;	   /* an agent of this kind tells of every command that it runs */
	bool has_change;
	const char *changed, *altered; /* borrowed lists of paths: all of the change; those of them that it did not add */
	const char *outside;	       /* borrowed: those outside of the scope */
};
struct claim_found {
	enum claim_verdict verdict;
	bool is_seen;	/* the session's own record shows it, after its last edit */
	char *evidence; /* owned */
};

struct claim_found claim_compare(const struct claim_said *said, const struct claim_world *world);

#endif
