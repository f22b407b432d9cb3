/*
 * shown.h - a list of paths that people see: clean, of the first ones, and with a count of the others at its end.
 */
#ifndef LEADHAND_FLOOR_SHOWN_H
#define LEADHAND_FLOOR_SHOWN_H

#include <stdbool.h>

struct shown {
	char *list; /* owned */
	long long count;
};

/* `path` may hold anything. */
void shown_add(struct shown *shown, const char *path);
/* The list, the caller's; NULL where nothing was added. */
char *shown_take(struct shown *shown);
/* Those of a list that match one of the patterns, or that match none of them; the caller's, NULL where there are no patterns. */
char *shown_pick(const char *paths, const char *patterns, bool wants_match);
void shown_release(struct shown *shown);

#endif
