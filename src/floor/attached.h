/*
 * attached.h - leads who are in a session: they come, they go, they are lost.
 *
 * Whoever is attached holds a lock of the session's as long as they live, taken before the floor hears of it. So a
 * lock that nobody holds says that they are gone without a word.
 */
#ifndef LEADHAND_FLOOR_ATTACHED_H
#define LEADHAND_FLOOR_ATTACHED_H

#include "floor/keeper.h"

#include <jansson.h>

/* {"task","by"}: said by who holds the lock. */
int attached_begin(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err) MUST_USE;
/* {"task","by","then","text","commit","loose"}, answered {"then"}: see core/attach.h. */
int attached_end(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err) MUST_USE;
/* Take back every session whose lead is gone. */
int attached_look(struct keeper *keeper, struct err *err) MUST_USE;

#endif
