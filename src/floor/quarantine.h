/*
 * quarantine.h - the lead's words about a test that is not to count for a while.
 */
#ifndef LEADHAND_FLOOR_QUARANTINE_H
#define LEADHAND_FLOOR_QUARANTINE_H

#include "floor/keeper.h"

#include "base/json.h"

/* Longer than that is no quarantine: the test is to be mended, or taken out. */
enum { QUARANTINE_DAYS_MOST = 90 };

/* Words for apply.h: "quarantine" with the key of a test, days and owner, and "release" with its key. */
int quarantine_begin(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err) MUST_USE;
int quarantine_end(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err) MUST_USE;

#endif
