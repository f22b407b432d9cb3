/* event.c - events as JSON and as rows; see store.h. */
#include "store/internal.h"

#include "core/step.h"

#include "base/json.h"
#include "base/text.h"

#include <string.h>

json_t *event_to_json(const struct event *event)
{
	json_t *object = json_object();

	for (size_t f = 0; f < event_field_count; f++) {
		const struct field *field = &event_fields[f];

		if (field->type == FIELD_number && field_number(field, event))
			json_put_number(object, field->name, field_number(field, event));
		if (field->type == FIELD_word || (field->type == FIELD_text && *field_text(field, event)))
			json_put(object, field->name, field_text(field, event));
	}
	return object;
}

void event_from_json(const json_t *object, struct event *event)
{
	for (size_t f = 0; f < event_field_count; f++) {
		const struct field *field = &event_fields[f];

		if (field->type == FIELD_number)
			field_set_number(field, event, json_number(object, field->name));
		else
			field_set_text(field, event, json_text_or(object, field->name, ""));
	}
}

int store_append(struct store *store, const struct event *event, struct err *err)
{
	sqlite3_stmt *stmt = db_prepare(store->db, "INSERT INTO event(at_ms, kind, task, job, body) VALUES(?, ?, ?, ?, ?)", err);
	_json_ json_t *object = event_to_json(event);
	_autofree_ char *body = json_line(object);

	if (!stmt)
		return err->code;
	sqlite3_bind_int64(stmt, 1, event->at_ms);
	sqlite3_bind_text(stmt, 2, event_kinds[event->kind], -1, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 3, event->task);
	sqlite3_bind_int64(stmt, 4, event->job);
	sqlite3_bind_text(stmt, 5, body, -1, SQLITE_TRANSIENT);
	return db_do(store->db, stmt, err);
}

static int read_event(sqlite3_stmt *stmt, struct event *event, struct err *err)
{
	const char *body = (const char *)sqlite3_column_text(stmt, 1);
	_json_ json_t *object = 0;
	int code = json_parse(body ? body : "", body ? strlen(body) : 0, &object, err);

	if (code)
		return err_wrap(err, "event %lld", (long long)sqlite3_column_int64(stmt, 0));
	event_from_json(object, event);
	return 0;
}

static const char all_events[] = "SELECT seq, body FROM event WHERE seq > ?2 ORDER BY seq";
static const char events_of_task[] = "SELECT seq, body FROM event WHERE task = ?1 AND seq > ?2 ORDER BY seq";

int store_each_event(struct store *store, long long task, long long after_seq,
		     void (*each)(void *owner, long long seq, const struct event *event), void *owner,
		     struct err *err)
{
	sqlite3_stmt *stmt = db_prepare(store->db, task ? events_of_task : all_events, err);
	int code;

	if (!stmt)
		return err->code;
	if (task)
		sqlite3_bind_int64(stmt, 1, task);
	sqlite3_bind_int64(stmt, 2, after_seq);
	while ((code = db_step(store->db, stmt, err)) > 0) {
		struct event event = { 0 };

		code = read_event(stmt, &event, err);
		if (!code)
			each(owner, sqlite3_column_int64(stmt, 0), &event);
		event_release(&event);
		if (code)
			break;
	}
	sqlite3_reset(stmt);
	return code;
}

struct replay {
	struct state *state;
	struct err *err;
	long long count;
	int code;
};

static void replay_one(void *owner, long long seq, const struct event *event)
{
	struct replay *replay = owner;

	if (replay->code)
		return;
	replay->count++;
	replay->code = step(replay->state, event, replay->err);
	if (replay->code)
		err_wrap(replay->err, "event %lld (%s) cannot have happened", seq, event_kinds[event->kind]);
}

int store_replay(struct store *store, struct state **out, long long *events, struct err *err)
{
	struct replay replay = { state_new(), err, 0, 0 };
	int code = store_each_event(store, 0, 0, replay_one, &replay, err);

	if (!code && replay.code)
		code = err->code = ERR_CORRUPT;
	if (code) {
		state_free(replay.state);
		return code;
	}
	*events = replay.count;
	*out = replay.state;
	return 0;
}
