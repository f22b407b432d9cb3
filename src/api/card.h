/*
 * card.h - all that the lead needs to judge one thing, as JSON.
 *
 * Evidence is read from the ledger and the change from git; what the session says of
 * itself stands beside it, under its own names.
 */
#ifndef LEADHAND_API_CARD_H
#define LEADHAND_API_CARD_H

#include "api/view.h"

/* The card of what was found in a whole view; the caller's. */
json_t *card_json(const struct view *view, const struct view_target *target, bool with_diff);
/*
 * Gates and their outcomes on the tree of a change (the review's where there is one, else what the
 * session offers), on its base, and on what the landing would make of it; an array, the caller's.
 */
json_t *evidence_json(const struct view *view, const struct task *task,
		      const struct review *review, const struct landing *landing);
/* Tell the floor that the lead has looked at this review; nobody may be there to hear it. */
void card_shown(const struct view *view, const struct review *review);

#endif
