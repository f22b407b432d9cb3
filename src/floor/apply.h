/*
 * apply.h - a word of the lead takes effect on a keeper, wherever that keeper lives.
 */
#ifndef LEADHAND_FLOOR_APPLY_H
#define LEADHAND_FLOOR_APPLY_H

#include "floor/keeper.h"

#include <jansson.h>

/* See words.h for the words and their answers. */
int apply_word(struct keeper *keeper, const json_t *request, json_t **answer, struct err *err) MUST_USE;

#endif
