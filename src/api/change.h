/*
 * change.h - the change itself, read from the lead's repository.
 */
#ifndef LEADHAND_API_CHANGE_H
#define LEADHAND_API_CHANGE_H

#include "core/model.h"
#include "floor/place.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Put "diffstat" and, where asked, "diff" into a card: of the review where there is one, else of
 * what the session offers. Nothing where there is no change yet; where git cannot read it, why is
 * put as "change_problem". No helper program that a tree or a configuration names is run.
 */
void change_put(json_t *card, const struct place *place, const struct session *session,
		const struct review *review, bool with_diff);

#endif
