/*
 * db.h - one SQLite connection, its statements and its sentences.
 *
 * Private to this folder. Statements are prepared once and kept by their text.
 */
#ifndef LEADHAND_STORE_DB_H
#define LEADHAND_STORE_DB_H

#include "base/err.h"

#include <sqlite3.h>
#include <stdbool.h>

struct db;
int db_open(const char *path, bool writes, struct db **out, struct err *err) MUST_USE;
void db_close(struct db *db);
int db_run(struct db *db, const char *sql, struct err *err) MUST_USE;
/* The prepared statement of this text, reset and without bindings; borrowed. NULL sets err. */
sqlite3_stmt *db_prepare(struct db *db, const char *sql, struct err *err);
/* One row: 1 a row is there, 0 no (more) row, negative a failure. */
int db_step(struct db *db, sqlite3_stmt *stmt, struct err *err) MUST_USE;
/* For a statement without rows. */
int db_do(struct db *db, sqlite3_stmt *stmt, struct err *err) MUST_USE;
/* One number, `otherwise` where there is no row or it failed. */
long long db_number(struct db *db, const char *sql, long long otherwise);
int db_begin(struct db *db, struct err *err) MUST_USE;
int db_commit(struct db *db, struct err *err) MUST_USE;
void db_rollback(struct db *db);

#endif
