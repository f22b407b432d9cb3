/*
 * applies.h - which of what a project knows has to do with a task: decisions and skills, by the words they share.
 */
#ifndef LEADHAND_FLOOR_APPLIES_H
#define LEADHAND_FLOOR_APPLIES_H

#include <jansson.h>

/* Of an array of objects all where there are few, else at most `most` of those that share a word of four letters or more
 * with `about`, those that share more first. The caller's; in the order they came in where they share as many. */
json_t *applies_pick(const json_t *list, const char *about, size_t most);

#endif
