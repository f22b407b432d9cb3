/*
 * deeds.h - what a session ran, and when it edited last, from the lines of events.jsonl. Pure.
 */
#ifndef LEADHAND_CLAIM_DEEDS_H
#define LEADHAND_CLAIM_DEEDS_H

#include "base/json.h"

enum deed_outcome { DEED_unknown, DEED_ok, DEED_failed };

struct deed {
	char *command; /* owned */
	char *key;     /* owned: the call's */
	long long at;  /* its place among all that was taken */
	enum deed_outcome outcome;
};
struct deeds {
	struct deed *list; /* owned: what was run, in its order */
	size_t count;
	long long lines, edited_at; /* the place of the last edit; 0: none */
	bool is_partial;	    /* lines are gone, or others worked for it: what is not here may have been all the same */
};

/* Whether a line can be of any interest, before it is parsed. */
bool deeds_wants(const char *line, size_t len);
/* All lines of a record, in their order; one that is torn makes it partial. */
void deeds_read(struct deeds *deeds, const char *text, size_t len);
/* A line of the record, in its order. */
void deeds_take(struct deeds *deeds, const json_t *line);
void deeds_release(struct deeds *deeds);

/* The last that holds these words; NULL: any that runs tests. NULL where there is none. */
const struct deed *deeds_last(const struct deeds *deeds, const char *command);

#endif
