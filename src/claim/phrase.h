/*
 * phrase.h - what a report claims in plain words.
 *
 * A table of phrases that a whole clause has to be, no more and no less: "all tests pass", "I ran `make test`", "did not
 * touch the tests", "no changes outside src/x". Precise rather than complete: a wrong accusation costs more than one that is
 * not made. A report that admits that something fails claims nothing of what passes. Pure.
 */
#ifndef LEADHAND_CLAIM_PHRASE_H
#define LEADHAND_CLAIM_PHRASE_H

#include "core/model.h"

struct claim_said {
	enum claim_kind kind;
	char *what;	   /* owned: a command, a path, a test, or a word of core/claims.h; "" where it names none */
	bool is_structured; /* not read out of prose: it means what it says */
};
struct claims_said {
	struct claim_said *list; /* owned */
	size_t count;		 /* at most CLAIMS_MOST */
};

/* Add what the text claims; what is claimed already is not added again. */
void phrases_read(const char *text, struct claims_said *said);
/* Add each line of a list as a claim of that kind. */
void claims_say(struct claims_said *said, enum claim_kind kind, const char *list);
void claims_said_release(struct claims_said *said);

/* What stands in `what` for an interface: no path can tell what that is. */
#define CLAIM_API "the API"

#endif
