/*
 * migrate.c - the tables, and how an older store becomes one of ours.
 *
 * The tables of records come from the lists of fields: a field that is new becomes a
 * column. What the lists cannot say is a numbered step; a store remembers its number.
 */
#include "store/internal.h"

#include "base/buf.h"
#include "base/mem.h"

#include <string.h>

/* Step i brings a store from version i to i + 1. Never edit one that was released: add one. */
static const char *const steps[] = {
	"CREATE TABLE event(seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL,"
	" task INTEGER NOT NULL, job INTEGER NOT NULL, body TEXT NOT NULL) STRICT;"
	"CREATE TABLE journal(job INTEGER PRIMARY KEY, offset INTEGER NOT NULL) STRICT;"
	"CREATE TABLE note(session INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, lines INTEGER NOT NULL,"
	" text TEXT NOT NULL) STRICT;"
	"CREATE TABLE output(run INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;",
	"CREATE INDEX event_of_task ON event(task) WHERE task > 0;"
	"CREATE INDEX event_of_job ON event(job) WHERE job > 0;",
	/* An execution has its own; of those before, only each run's last one was kept, and of which nobody knows. */
	"CREATE TABLE kept(id INTEGER PRIMARY KEY, run INTEGER NOT NULL, job INTEGER NOT NULL, attempt INTEGER NOT NULL,"
	" text TEXT NOT NULL) STRICT;"
	"INSERT INTO kept(run, job, attempt, text) SELECT run, 0, 0, text FROM output;"
	"DROP TABLE output;"
	"CREATE INDEX kept_of_run ON kept(run);",
};
#define VERSION ((long long)(sizeof steps / sizeof *steps))

static bool has_column(struct store *store, const char *table, const char *column)
{
	_autofree_ char *sql = mem_printf("SELECT count(*) FROM pragma_table_info('%s') WHERE name = '%s'", table, column);

	return db_number(store->db, sql, 0) > 0;
}

static int make_table(struct store *store, const struct record_shape *shape, struct err *err)
{
	_cleanup_(buf_release) struct buf sql = BUF_INIT(16384);

	buf_printf(&sql, "CREATE TABLE IF NOT EXISTS \"%s\"(id INTEGER PRIMARY KEY", shape->name);
	for (size_t f = 0; f < shape->field_count; f++)
		buf_printf(&sql, ", \"%s\" %s", shape->fields[f].name,
			   shape->fields[f].type == FIELD_number ? "INTEGER NOT NULL DEFAULT 0"
								 : "TEXT NOT NULL DEFAULT ''");
	buf_add_text(&sql, ") STRICT");
	return db_run(store->db, buf_text(&sql), err);
}

static int add_columns(struct store *store, const struct record_shape *shape, struct err *err)
{
	int code = 0;

	for (size_t f = 0; f < shape->field_count && !code; f++) {
		const struct field *field = &shape->fields[f];
		const char *otherwise = field->type == FIELD_word ? field->words[0] : "";
		_autofree_ char *sql = 0;

		if (has_column(store, shape->name, field->name))
			continue;
		sql = field->type == FIELD_number
			? mem_printf("ALTER TABLE \"%s\" ADD COLUMN \"%s\" INTEGER NOT NULL DEFAULT 0", shape->name, field->name)
			: mem_printf("ALTER TABLE \"%s\" ADD COLUMN \"%s\" TEXT NOT NULL DEFAULT '%s'", shape->name, field->name, otherwise);
		code = db_run(store->db, sql, err);
	}
	return code;
}

static int migrate_from(struct store *store, long long version, struct err *err)
{
	_autofree_ char *mark = mem_printf("PRAGMA user_version = %lld", VERSION);
	int code = 0;

	for (; version < VERSION && !code; version++)
		code = db_run(store->db, steps[version], err);
	for (int kind = 0; kind < RECORD_KIND_COUNT && !code; kind++) {
		code = make_table(store, &record_shapes[kind], err);
		if (!code)
			code = add_columns(store, &record_shapes[kind], err);
	}
	return code ? code : db_run(store->db, mark, err);
}

/* The shape of the records is part of the version: a fingerprint of all columns. */
static bool is_up_to_date(struct store *store, long long version)
{
	long long columns = 0;

	for (int kind = 0; kind < RECORD_KIND_COUNT; kind++)
		columns += (long long)record_shapes[kind].field_count + 1;
	return version == VERSION &&
	       db_number(store->db, "SELECT count(*) FROM sqlite_schema AS s, pragma_table_info(s.name)"
			 " WHERE s.type = 'table' AND s.name NOT IN ('event', 'journal', 'note', 'kept')", 0) == columns;
}

bool store_is_current(struct store *store)
{
	return is_up_to_date(store, db_number(store->db, "PRAGMA user_version", -1));
}

int store_migrate(struct store *store, int (*fill)(struct store *store, struct err *err), struct err *err)
{
	long long version = db_number(store->db, "PRAGMA user_version", -1);
	int code;

	if (version < 0)
		return err_set(err, ERR_CORRUPT, "the store has no version: it is damaged or not leadhand's");
	if (version > VERSION)
		return err_set(err, ERR_CORRUPT, "the store is of a newer leadhand (version %lld, this one knows %lld): use that one",
			       version, VERSION);
	if (is_up_to_date(store, version))
		return 0;
	code = db_begin(store->db, err);
	if (code)
		return code;
	code = migrate_from(store, version, err);
	if (!code && db_number(store->db, "SELECT count(*) FROM event", 0))
		code = fill(store, err);
	if (!code)
		code = db_commit(store->db, err);
	if (code)
		db_rollback(store->db);
	return code;
}
