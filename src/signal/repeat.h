/*
 * repeat.h - an agent that does the same over and over, and nothing comes of it.
 *
 * Two patterns. The same call with the same result, with nothing new between: no edit, no call or result that was not
 * seen since the last edit. And edits to one file while what fails goes on failing in the same way. Repetition alone is
 * none: nine in ten runs that succeed repeat themselves (policies.md 1.3), and polling is work.
 *
 * The first answer is one nudge; a few calls later it shows whether it helped.
 */
#ifndef LEADHAND_SIGNAL_REPEAT_H
#define LEADHAND_SIGNAL_REPEAT_H

#include "agent/event.h"
#include "signal/sign.h"

enum { REPEAT_CALLS = 64, REPEAT_FILES = 16, REPEAT_OPEN = 32 };

struct repeat_call {
	char *key;    /* owned: while it runs, its id */
	char *digest; /* owned: of the call */
	char *result; /* owned: of its end; NULL while it runs */
	char *what;   /* owned: in words */
	bool is_run, has_failed;
	int count; /* since something new */
};

struct repeat {
	bool can_steer;
	struct repeat_call open[REPEAT_OPEN];	/* begun, not ended */
	struct repeat_call seen[REPEAT_CALLS];	/* since the last edit */
	struct repeat_call fails[REPEAT_FILES]; /* commands whose last end was a failure */
	struct {
		char *path; /* owned */
		int edits;  /* since what fails changed */
	} files[REPEAT_FILES];
	size_t seen_next, file_next, fail_next, open_next;
	int failures; /* runs that failed since what fails changed */
	struct {
		char *text;   /* owned: the evidence; NULL while there is none */
		char *digest, *result; /* owned: of the call; "" for edits */
		char *path;   /* owned: of the file; "" for calls */
		int calls, again; /* since the nudge: ended, and of those the same again */
		bool is_nudged;
	} loop;
};

void repeat_begin(struct repeat *repeat, bool can_steer);
void repeat_hear(struct repeat *repeat, const struct agent_event *event, struct signs *signs);
/* The nudge that was asked for has reached it. */
void repeat_nudged(struct repeat *repeat);
void repeat_release(struct repeat *repeat);

#endif
