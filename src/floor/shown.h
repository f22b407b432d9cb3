/*
 * shown.h - a list of paths that people see: clean, of the first ones, and with a count of the others at its end.
 */
#ifndef LEADHAND_FLOOR_SHOWN_H
#define LEADHAND_FLOOR_SHOWN_H

struct shown {
	char *list; /* owned */
	long long count;
};

/* `path` may hold anything. */
void shown_add(struct shown *shown, const char *path);
/* The list, the caller's; NULL where nothing was added. */
char *shown_take(struct shown *shown);
void shown_release(struct shown *shown);

#endif
