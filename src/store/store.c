/* store.c - see store.h. */
#include "store/internal.h"

#include "base/buf.h"
#include "base/mem.h"

#include <string.h>

static char *save_sql(const struct record_shape *shape)
{
	struct buf sql = BUF_INIT(16384);

	buf_printf(&sql, "INSERT OR REPLACE INTO \"%s\"(id", shape->name);
	for (size_t f = 0; f < shape->field_count; f++)
		buf_printf(&sql, ", \"%s\"", shape->fields[f].name);
	buf_add_text(&sql, ") VALUES(?");
	for (size_t f = 0; f < shape->field_count; f++)
		buf_add_text(&sql, ", ?");
	buf_add_text(&sql, ")");
	return buf_take(&sql);
}

static char *load_sql(const struct record_shape *shape)
{
	struct buf sql = BUF_INIT(16384);

	buf_add_text(&sql, "SELECT id");
	for (size_t f = 0; f < shape->field_count; f++)
		buf_printf(&sql, ", \"%s\"", shape->fields[f].name);
	buf_printf(&sql, " FROM \"%s\"", shape->name);
	return buf_take(&sql);
}

/* FULL: an order is carried out only after its event is on the disk for good. */
static const char settings_write[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;";

/* An event that today's rules refuse was taken by older ones: then the tables stay what those made of it. */
static int fill_from_events(struct store *store, struct err *err)
{
	_cleanup_(err_release) struct err refused = ERR_INIT;
	struct state *state = 0;
	long long events = 0;
	int code = 0;

	if (store_replay(store, &state, &events, &refused))
		return 0;
	for (int kind = 0; kind < RECORD_KIND_COUNT && !code; kind++) {
		_autofree_ char *sql = mem_printf("DELETE FROM \"%s\"", record_shapes[kind].name);

		code = db_run(store->db, sql, err);
	}
	if (!code)
		code = store_save(store, state, err);
	state_free(state);
	return code;
}

/* What an older leadhand made is read after it was brought up to date; where that cannot be, the reading says why. */
static void bring_up_to_date(struct store *store, const char *path)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct store *writer = 0;

	if (!store_is_current(store) && !store_open(path, STORE_write, &writer, &err))
		store_close(writer);
}

int store_open(const char *path, enum store_mode mode, struct store **out, struct err *err)
{
	struct store *store;
	struct db *db = 0;
	int code;

	if (mode == STORE_read && access(path, F_OK))
		return err_set(err, ERR_MISSING, "there is no store at '%s': 'leadhand up' makes one", path);
	code = db_open(path, mode == STORE_write, &db, err);
	if (code)
		return code;
	store = mem_new(1, sizeof *store);
	store->db = db;
	for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
		store->save[kind] = save_sql(&record_shapes[kind]);
		store->load[kind] = load_sql(&record_shapes[kind]);
	}
	if (mode == STORE_write) {
		code = db_run(db, settings_write, err);
		if (!code)
			code = store_migrate(store, fill_from_events, err);
	} else {
		bring_up_to_date(store, path);
	}
	if (code) {
		store_close(store);
		return code;
	}
	*out = store;
	return 0;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	db_close(store->db);
	for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
		free(store->save[kind]);
		free(store->load[kind]);
	}
	free(store);
}

static int read_record(sqlite3_stmt *stmt, enum record_kind kind, struct record *record, struct err *err)
{
	const struct record_shape *shape = &record_shapes[kind];

	for (size_t f = 0; f < shape->field_count; f++) {
		const struct field *field = &shape->fields[f];
		int column = (int)f + 1;

		if (field->type == FIELD_number)
			field_set_number(field, record, sqlite3_column_int64(stmt, column));
		else if (!field_set_text(field, record, (const char *)sqlite3_column_text(stmt, column)))
			return err_set(err, ERR_CORRUPT, "%s %lld: '%s' is no %s", shape->name, record->id,
				       (const char *)sqlite3_column_text(stmt, column), field->name);
	}
	return 0;
}

#define MOST_IDS 100000000

/* Every number from 1 on has its record, but where some were left out on purpose. */
static int make_place(struct state *state, enum record_kind kind, long long id, bool may_leave_out,
		      struct err *err)
{
	long long count = (long long)state_count(state, kind);
	bool is_next = id == (kind == RECORD_factory ? 1 : count + 1);

	if (!is_next && (!may_leave_out || id <= count || id > MOST_IDS))
		return err_set(err, ERR_CORRUPT, "the store has a %s of the number %lld, which cannot be",
			       record_shapes[kind].name, id);
	/* Places that were left out stay empty, so that a number finds its record. */
	while ((long long)state_count(state, kind) < id) {
		struct record *place = state_add(state, kind);

		/* What was left out of the jobs is what has ended. */
		if (kind == RECORD_job)
			((struct job *)place)->life = JOB_ended;
	}
	return 0;
}

static int load_kind(struct store *store, struct state *state, enum record_kind kind,
		     const char *where, struct err *err)
{
	_autofree_ char *sql = mem_printf("%s%s ORDER BY id", store->load[kind], where);
	sqlite3_stmt *stmt = db_prepare(store->db, sql, err);
	int code;

	if (!stmt)
		return err->code;
	while ((code = db_step(store->db, stmt, err)) > 0) {
		long long id = sqlite3_column_int64(stmt, 0);

		code = make_place(state, kind, id, *where, err);
		if (!code)
			code = read_record(stmt, kind, state_get(state, kind, id), err);
		if (code)
			break;
	}
	sqlite3_reset(stmt);
	return code;
}

static int load(struct store *store, const char *const *where, struct state **out, struct err *err)
{
	struct state *state = state_new();
	int code = 0;

	for (int kind = 0; kind < RECORD_KIND_COUNT && !code; kind++)
		if (!where || where[kind])
			code = load_kind(store, state, kind, where ? where[kind] : "", err);
	state_clean(state);
	if (code) {
		state_free(state);
		return code;
	}
	*out = state;
	return 0;
}

int store_load(struct store *store, struct state **out, struct err *err)
{
	return load(store, 0, out, err);
}

int store_load_board(struct store *store, struct state **out, struct err *err)
{
	static const char *const where[RECORD_KIND_COUNT] = {
		[RECORD_factory] = "",
		[RECORD_task] = "",
		[RECORD_session] = "",
		[RECORD_job] = " WHERE life <> 'ended'",
		[RECORD_run] = " WHERE life IN ('wanted', 'running')",
		[RECORD_question] = "",
		[RECORD_review] = "",
		[RECORD_landing] = "",
		[RECORD_notice] = "",
		[RECORD_class] = "",
		[RECORD_provider] = "",
		[RECORD_signal] = " WHERE is_open <> 0 AND job IN (SELECT id FROM job WHERE life <> 'ended')",
		[RECORD_claim] = " WHERE verdict = 'false'",
		[RECORD_failure] = " WHERE id IN (SELECT failure FROM task)",
	};

	return load(store, where, out, err);
}

int store_begin(struct store *store, struct err *err)
{
	return db_begin(store->db, err);
}

int store_commit(struct store *store, struct err *err)
{
	return db_commit(store->db, err);
}

void store_rollback(struct store *store)
{
	db_rollback(store->db);
}

static int save_record(struct store *store, enum record_kind kind, const struct record *record,
		       struct err *err)
{
	const struct record_shape *shape = &record_shapes[kind];
	sqlite3_stmt *stmt = db_prepare(store->db, store->save[kind], err);

	if (!stmt)
		return err->code;
	sqlite3_bind_int64(stmt, 1, record->id);
	for (size_t f = 0; f < shape->field_count; f++) {
		const struct field *field = &shape->fields[f];
		int at = (int)f + 2;

		if (field->type == FIELD_number)
			sqlite3_bind_int64(stmt, at, field_number(field, record));
		else
			sqlite3_bind_text(stmt, at, field_text(field, record), -1, SQLITE_STATIC);
	}
	return db_do(store->db, stmt, err);
}

int store_save(struct store *store, struct state *state, struct err *err)
{
	for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
		const struct table *table = &state->tables[kind];

		for (size_t i = 0; i < table->dirty_count; i++)
			if (save_record(store, kind, state_get(state, kind, table->dirty[i]), err))
				return err->code;
	}
	state_clean(state);
	return 0;
}

int store_set_offset(struct store *store, long long job, long long offset, struct err *err)
{
	sqlite3_stmt *stmt = db_prepare(store->db, "INSERT OR REPLACE INTO journal(job, offset) VALUES(?, ?)", err);

	if (!stmt)
		return err->code;
	sqlite3_bind_int64(stmt, 1, job);
	sqlite3_bind_int64(stmt, 2, offset);
	return db_do(store->db, stmt, err);
}

long long store_offset(struct store *store, long long job)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	sqlite3_stmt *stmt = db_prepare(store->db, "SELECT offset FROM journal WHERE job = ?", &err);
	long long offset = 0;

	if (!stmt)
		return 0;
	sqlite3_bind_int64(stmt, 1, job);
	if (db_step(store->db, stmt, &err) > 0)
		offset = sqlite3_column_int64(stmt, 0);
	sqlite3_reset(stmt);
	return offset;
}

int store_note(struct store *store, long long session, long long at_ms, const char *text,
	       long long lines, struct err *err)
{
	sqlite3_stmt *stmt = db_prepare(store->db,
		"INSERT INTO note(session, at_ms, lines, text) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(session)"
		" DO UPDATE SET at_ms = ?2, lines = lines + ?3, text = ?4", err);

	if (!stmt)
		return err->code;
	sqlite3_bind_int64(stmt, 1, session);
	sqlite3_bind_int64(stmt, 2, at_ms);
	sqlite3_bind_int64(stmt, 3, lines);
	sqlite3_bind_text(stmt, 4, text, -1, SQLITE_TRANSIENT);
	return db_do(store->db, stmt, err);
}

static char *column_text(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return mem_dup(text ? text : "");
}

bool store_last_note(struct store *store, long long session, struct store_note *note)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	sqlite3_stmt *stmt = db_prepare(store->db, "SELECT at_ms, lines, text FROM note WHERE session = ?", &err);
	bool is_there;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, session);
	is_there = db_step(store->db, stmt, &err) > 0;
	if (is_there)
		*note = (struct store_note){ sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
					     column_text(stmt, 2) };
	sqlite3_reset(stmt);
	return is_there;
}

long long store_data_version(struct store *store)
{
	return db_number(store->db, "PRAGMA data_version", 0);
}

int store_check(struct store *store, char **text, struct err *err)
{
	sqlite3_stmt *stmt = db_prepare(store->db, "PRAGMA integrity_check(1)", err);
	int code;

	if (!stmt)
		return err->code;
	*text = 0;
	code = db_step(store->db, stmt, err);
	if (code > 0 && strcmp((const char *)sqlite3_column_text(stmt, 0), "ok"))
		*text = column_text(stmt, 0);
	sqlite3_reset(stmt);
	return code < 0 ? code : 0;
}
