/* ask.c - see store.h: readers that want more than one answer of the same moment. */
#include "store/internal.h"

int store_freeze(struct store *store, struct err *err)
{
	/* A deferred transaction: its moment is that of the first read. */
	return db_run(store->db, "BEGIN", err);
}

void store_thaw(struct store *store)
{
	store_rollback(store);
}
