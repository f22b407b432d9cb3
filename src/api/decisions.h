/*
 * decisions.h - answers that became conventions: .leadhand/decisions.md.
 */
#ifndef LEADHAND_API_DECISIONS_H
#define LEADHAND_API_DECISIONS_H

#include "core/model.h"
#include "floor/place.h"

#include <jansson.h>

/* Add question and answer at the end of the file, and its path to `out` as "kept". */
int decision_keep(const struct place *place, const struct question *question,
		  const char *answer, json_t *out, struct err *err) MUST_USE;

#endif
