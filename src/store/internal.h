/*
 * internal.h - what the files of this folder share: the open store.
 */
#ifndef LEADHAND_STORE_INTERNAL_H
#define LEADHAND_STORE_INTERNAL_H

#include "store/db.h"
#include "store/store.h"

#include <jansson.h>

struct store {
	struct db *db; /* owned */
	char *save[RECORD_KIND_COUNT]; /* owned: the statement that writes a record of that kind */
	char *load[RECORD_KIND_COUNT]; /* owned: the one that reads them all */
};

/* Whether the tables are of this leadhand's shape; see migrate.c. */
bool store_is_current(struct store *store);
/* Make the tables or bring them up to date. Where their shape has changed `fill` writes what the events make of the
 * records today, in the same transaction: a new column knows nothing of what was. */
int store_migrate(struct store *store, int (*fill)(struct store *store, struct err *err), struct err *err) MUST_USE;
json_t *event_to_json(const struct event *event);
void event_from_json(const json_t *object, struct event *event);

#endif
