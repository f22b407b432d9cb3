/*
 * doings.h - what an agent did, in numbers, from the lines of events.jsonl.
 *
 * A record that grew too long is begun anew with a line of the numbers of all before, so that none is lost with them.
 */
#ifndef LEADHAND_SIGNAL_DOINGS_H
#define LEADHAND_SIGNAL_DOINGS_H

#include "base/json.h"

#define DOINGS_OUTCOMES(X) X(ok) X(failed) X(denied) X(cancelled)
enum {
#define X(name) DOINGS_##name,
	DOINGS_OUTCOMES(X)
#undef X
	DOINGS_OUTCOME_COUNT
};
enum { DOINGS_FILES = 200 };

struct doings {
	long long calls, outcomes[DOINGS_OUTCOME_COUNT];
	char *files; /* owned: the first of them, a list */
	long long file_count;
	long long messages, subagents, retries, permissions, signals, nudges;
	long long context, window; /* as last told; 0: not said */
};

/* A line of the record, in its order. */
void doings_take(struct doings *doings, const json_t *line);
/* The line that stands for all that were taken; the caller's. */
json_t *doings_line(const struct doings *doings);
void doings_release(struct doings *doings);

#endif
