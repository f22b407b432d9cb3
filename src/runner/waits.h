/*
 * waits.h - who waits for a word of the lead, and for how long.
 *
 * One that said how long it can wait is let go when that is over: it is told so, and its question is left open.
 */
#ifndef LEADHAND_RUNNER_WAITS_H
#define LEADHAND_RUNNER_WAITS_H

#include "sys/loop.h"

#include <stdbool.h>

struct wait {
	const char *key, *options; /* borrowed by waits_add(); options is a list */
	long long choice;	   /* the default, from 1; 0 for none */
	long long wait_ms;	   /* 0: as long as it takes */
	struct door_call *call;	   /* NULL: the agent's own protocol */
};

struct waits_spec {
	struct loop *loop; /* borrowed */
	/* Somebody's answer, as the option it means; or (text NULL) nobody has answered in time. */
	void (*given)(void *owner, const struct wait *wait, const char *text);
	/* That key was left by the last who waited for it. */
	void (*left)(void *owner, const char *key);
	/* Somebody began or ceased to wait. */
	void (*changed)(void *owner);
	void *owner;
};

struct waits;
struct waits *waits_new(const struct waits_spec *spec);
void waits_add(struct waits *waits, const struct wait *wait);
/* All who wait for that key get this answer. */
void waits_answer(struct waits *waits, const char *key, const char *text);
/* All who wait for that key wait no longer. */
void waits_leave(struct waits *waits, const char *key);
bool waits_is_any(const struct waits *waits);
/* Whoever waits is handed to `over` first. */
void waits_free(struct waits *waits, void (*over)(void *owner, const struct wait *wait));

#endif
