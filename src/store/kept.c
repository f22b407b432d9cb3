/* kept.c - what gates printed; see store.h. */
#include "store/internal.h"

#include "base/mem.h"

/* The ledger's lines stay for ever, and what was printed as long as somebody may look at it. */
static int drop_oldest(struct store *store, long long run, struct err *err)
{
	sqlite3_stmt *stmt = db_prepare(store->db,
		"DELETE FROM kept WHERE id <= (SELECT max(id) FROM kept) - ?3"
		" OR (run = ?1 AND id NOT IN (SELECT id FROM kept WHERE run = ?1 ORDER BY id DESC LIMIT ?2))", err);

	if (!stmt)
		return err->code;
	sqlite3_bind_int64(stmt, 1, run);
	sqlite3_bind_int64(stmt, 2, STORE_OUTPUTS_OF_RUN);
	sqlite3_bind_int64(stmt, 3, STORE_OUTPUTS);
	return db_do(store->db, stmt, err);
}

int store_set_output(struct store *store, const struct store_execution *execution, const char *text, struct err *err)
{
	sqlite3_stmt *stmt = db_prepare(store->db, "INSERT INTO kept(run, job, attempt, text) VALUES(?, ?, ?, ?)", err);

	if (!stmt)
		return err->code;
	sqlite3_bind_int64(stmt, 1, execution->run);
	sqlite3_bind_int64(stmt, 2, execution->job);
	sqlite3_bind_int64(stmt, 3, execution->attempt);
	sqlite3_bind_text(stmt, 4, text, -1, SQLITE_TRANSIENT);
	return db_do(store->db, stmt, err) ? err->code : drop_oldest(store, execution->run, err);
}

/* The text of the first row, the caller's; NULL where there is none. */
static char *first_text(struct store *store, sqlite3_stmt *stmt, struct err *err)
{
	char *text = 0;

	if (db_step(store->db, stmt, err) > 0)
		text = mem_dup((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_reset(stmt);
	return text;
}

char *store_output(struct store *store, long long run)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	sqlite3_stmt *stmt = db_prepare(store->db, "SELECT text FROM kept WHERE run = ? ORDER BY id DESC LIMIT 1", &err);
	char *text;

	if (!stmt)
		return mem_dup("");
	sqlite3_bind_int64(stmt, 1, run);
	text = first_text(store, stmt, &err);
	return text ? text : mem_dup("");
}

char *store_output_of(struct store *store, const struct store_execution *execution)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	/* Kept by an older leadhand, an output is of no attempt that is known, but of the run's last one. */
	sqlite3_stmt *stmt = db_prepare(store->db,
		"SELECT text FROM kept WHERE run = ?1 AND (job = ?2 AND attempt = ?3 OR job = 0) ORDER BY id DESC LIMIT 1", &err);

	if (!stmt)
		return 0;
	sqlite3_bind_int64(stmt, 1, execution->run);
	sqlite3_bind_int64(stmt, 2, execution->job);
	sqlite3_bind_int64(stmt, 3, execution->attempt);
	return first_text(store, stmt, &err);
}
