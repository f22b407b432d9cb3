/* db.c - see db.h. */
#include "store/db.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct statement {
	char *sql; /* owned */
	sqlite3_stmt *stmt;
};

struct db {
	sqlite3 *handle;
	char *path; /* owned */
	struct statement *statements; /* owned */
	size_t count;
};

/* What fails beside the data itself (the log's index, a sync) is an input/output error to SQLite. */
static bool is_for_want_of_room(const struct db *db, int rc)
{
	int reason = db->handle && (rc & 0xff) == SQLITE_IOERR ? sqlite3_system_errno(db->handle) : 0;

	return reason == ENOSPC || reason == EDQUOT;
}

static int fail(struct db *db, int rc, struct err *err)
{
	const char *why = db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc);

	switch (is_for_want_of_room(db, rc) ? SQLITE_FULL : rc & 0xff) {
	case SQLITE_FULL:
		return err_set(err, ERR_SYSTEM, "cannot write '%s': the disk is full", db->path);
	case SQLITE_READONLY:
		return err_set(err, ERR_SYSTEM, "cannot write '%s': it is read-only", db->path);
	case SQLITE_CANTOPEN:
		return err_set(err, ERR_SYSTEM, "cannot open '%s': check that its folder is there and writable", db->path);
	case SQLITE_BUSY:
		return err_set(err, ERR_CONFLICT, "'%s' is being written by another program", db->path);
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return err_set(err, ERR_CORRUPT, "'%s' is damaged or no store of leadhand: %s", db->path, why);
	default:
		return err_set(err, ERR_SYSTEM, "cannot use '%s': %s", db->path, why);
	}
}

/* A path as part of a URI: what would end it there is written by its number. */
static char *uri_of(const char *path)
{
	struct buf uri = BUF_INIT(65536);

	buf_add_text(&uri, "file:");
	for (; *path; path++)
		if (strchr("?#%", *path))
			buf_printf(&uri, "%%%02x", (unsigned)*path);
		else
			buf_add(&uri, path, 1);
	buf_add_text(&uri, "?immutable=1");
	return buf_take(&uri);
}

/* A reader of a write-ahead log has to write its index beside it; where it may not, nobody writes the log either. */
static int open_handle(struct db *db, bool writes)
{
	int flags = writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
	_autofree_ char *uri = 0;
	int rc = sqlite3_open_v2(db->path, &db->handle, flags, 0);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db->handle, "SELECT 1 FROM sqlite_schema", 0, 0, 0);
	if (rc == SQLITE_OK || writes || access(db->path, R_OK))
		return rc;
	if ((rc & 0xff) != SQLITE_CANTOPEN && (rc & 0xff) != SQLITE_READONLY)
		return rc;
	sqlite3_close(db->handle);
	uri = uri_of(db->path);
	return sqlite3_open_v2(uri, &db->handle, flags | SQLITE_OPEN_URI, 0);
}

int db_open(const char *path, bool writes, struct db **out, struct err *err)
{
	struct db *db = mem_new(1, sizeof *db);
	int rc;

	db->path = mem_dup(path);
	rc = open_handle(db, writes);
	if (rc != SQLITE_OK) {
		int code = fail(db, rc, err);

		db_close(db);
		return code;
	}
	sqlite3_extended_result_codes(db->handle, 0);
	sqlite3_busy_timeout(db->handle, 5000);
	*out = db;
	return 0;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < db->count; i++) {
		sqlite3_finalize(db->statements[i].stmt);
		free(db->statements[i].sql);
	}
	free(db->statements);
	sqlite3_close(db->handle);
	free(db->path);
	free(db);
}

int db_run(struct db *db, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(db->handle, sql, 0, 0, 0);

	return rc == SQLITE_OK ? 0 : fail(db, rc, err);
}

sqlite3_stmt *db_prepare(struct db *db, const char *sql, struct err *err)
{
	sqlite3_stmt *stmt = 0;
	int rc;

	for (size_t i = 0; i < db->count; i++)
		if (!strcmp(db->statements[i].sql, sql)) {
			stmt = db->statements[i].stmt;
			sqlite3_reset(stmt);
			sqlite3_clear_bindings(stmt);
			return stmt;
		}
	rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, 0);
	if (rc != SQLITE_OK) {
		fail(db, rc, err);
		return 0;
	}
	db->statements = mem_grow(db->statements, db->count + 1, sizeof *db->statements);
	db->statements[db->count++] = (struct statement){ mem_dup(sql), stmt };
	return stmt;
}

int db_step(struct db *db, sqlite3_stmt *stmt, struct err *err)
{
	int rc = sqlite3_step(stmt), code;

	if (rc == SQLITE_ROW)
		return 1;
	code = rc == SQLITE_DONE ? 0 : fail(db, rc, err);
	sqlite3_reset(stmt);
	return code;
}

int db_do(struct db *db, sqlite3_stmt *stmt, struct err *err)
{
	int code = db_step(db, stmt, err);

	sqlite3_reset(stmt);
	return code > 0 ? 0 : code;
}

long long db_number(struct db *db, const char *sql, long long otherwise)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	sqlite3_stmt *stmt = db_prepare(db, sql, &err);
	long long number = otherwise;

	if (stmt && db_step(db, stmt, &err) > 0)
		number = sqlite3_column_int64(stmt, 0);
	if (stmt)
		sqlite3_reset(stmt);
	return number;
}

int db_begin(struct db *db, struct err *err)
{
	return db_run(db, "BEGIN IMMEDIATE", err);
}

int db_commit(struct db *db, struct err *err)
{
	return db_run(db, "COMMIT", err);
}

void db_rollback(struct db *db)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	int code = sqlite3_get_autocommit(db->handle) ? 0 : db_run(db, "ROLLBACK", &err);

	/* SQLite has rolled back by itself where this fails (disk full, I/O error). */
	(void)code;
}
