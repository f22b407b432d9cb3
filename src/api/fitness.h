/*
 * fitness.h - whether task files are fit to run, as JSON.
 */
#ifndef LEADHAND_API_FITNESS_H
#define LEADHAND_API_FITNESS_H

#include "floor/place.h"

#include <jansson.h>

/* {"id","path","title","fit","findings":[{"line","column","rule","text"}]} of one task file;
 * the caller's. */
int fitness_json(const struct place *place, const char *name, json_t **out,
		 struct err *err) MUST_USE;

#endif
