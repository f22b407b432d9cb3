/*
 * wording.h - the lead's own template of a prompt, to begin from.
 */
#ifndef LEADHAND_API_WORDING_H
#define LEADHAND_API_WORDING_H

#include "floor/place.h"

#include <jansson.h>

/* Write .leadhand/prompt.md with leadhand's own words; ERR_CONFLICT where there is one. {"wrote","top"}, the caller's. */
int wording_begin(const struct place *place, json_t **out, struct err *err) MUST_USE;

#endif
