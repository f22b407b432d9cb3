/* What was written is what is read, whole or not at all, by this leadhand and the next. */
#include "base/mem.h"
#include "store/store.h"
#include "core/step.h"
#include "scratch.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>

static struct store *opened(const char *path)
{
	struct err err = ERR_INIT;
	struct store *store = 0;

	CHECK_INT(store_open(path, STORE_write, &store, &err), 0);
	return store;
}

static void take(struct store *store, struct state *state, struct event event)
{
	struct err err = ERR_INIT;

	event.at_ms = 1000;
	CHECK_INT(store_begin(store, &err), 0);
	CHECK_INT(step(state, &event, &err), 0);
	CHECK_INT(store_append(store, &event, &err), 0);
	CHECK_INT(store_save(store, state, &err), 0);
	CHECK_INT(store_commit(store, &err), 0);
	if (err.text)
		printf("# %s\n", err.text);
	err_release(&err);
}

static char *word(const char *text)
{
	return (char *)(unsigned long)text; /* the events here are never released */
}

static void the_state_comes_back_as_it_was(void)
{
	_autofree_ char *path = at("a.db"), *where = 0, *bad = 0;
	struct state *state = state_new(), *again = 0, *folded = 0;
	struct store *store = opened(path);
	struct err err = ERR_INIT;
	long long events = 0;

	take(store, state, (struct event){ .kind = EVENT_tip, .commit = word("c0"), .tree = word("t0") });
	take(store, state, (struct event){ .kind = EVENT_configured, .name = word("main"), .sessions = 3, .checks = 2 });
	take(store, state, (struct event){ .kind = EVENT_task_fit, .name = word("one"), .title = word("Größe → 1") });
	take(store, state, (struct event){ .kind = EVENT_task_called, .task = 1 });
	take(store, state, (struct event){ .kind = EVENT_session_opened, .task = 1, .commit = word("c0"), .tree = word("t0") });
	store_close(store);
	store = opened(path);
	CHECK_INT(store_load(store, &again, &err), 0);
	CHECK(state_same(state, again, &where));
	CHECK_STR(task_at(again, 1)->title, "Größe → 1");
	CHECK_INT(store_replay(store, &folded, &events, &err), 0);
	CHECK_INT(events, 5);
	CHECK(state_same(folded, again, &where));
	CHECK_INT(store_check(store, &bad, &err), 0);
	CHECK(!bad);
	state_free(state);
	state_free(again);
	state_free(folded);
	store_close(store);
}

static void what_was_rolled_back_never_was(void)
{
	_autofree_ char *path = at("b.db");
	struct state *state = state_new(), *again = 0;
	struct store *store = opened(path);
	struct event event = { .kind = EVENT_tip, .commit = word("c9"), .tree = word("t9"), .at_ms = 1 };
	struct err err = ERR_INIT;

	CHECK_INT(store_begin(store, &err), 0);
	CHECK_INT(step(state, &event, &err), 0);
	CHECK_INT(store_append(store, &event, &err), 0);
	CHECK_INT(store_save(store, state, &err), 0);
	CHECK_INT(store_set_offset(store, 1, 77, &err), 0);
	store_rollback(store);
	CHECK_INT(store_load(store, &again, &err), 0);
	CHECK(!factory_of(again)->tip);
	CHECK_INT(store_offset(store, 1), 0);
	state_free(state);
	state_free(again);
	store_close(store);
}

static void sql(const char *path, const char *text)
{
	sqlite3 *db;

	CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
	CHECK_INT(sqlite3_exec(db, text, 0, 0, 0), SQLITE_OK);
	sqlite3_close(db);
}

static void an_older_store_gets_the_fields_it_lacks(void)
{
	_autofree_ char *path = at("c.db");
	struct state *state = state_new(), *again = 0;
	struct store *store = opened(path);
	struct err err = ERR_INIT;

	take(store, state, (struct event){ .kind = EVENT_task_fit, .name = word("one"), .priority = 3 });
	store_close(store);
	sql(path, "ALTER TABLE task DROP COLUMN priority; DROP INDEX event_of_task; DROP INDEX event_of_job;"
		  "DROP TABLE kept; CREATE TABLE output(run INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
		  "PRAGMA user_version = 1");
	store = opened(path);
	CHECK_INT(store_load(store, &again, &err), 0);
	CHECK_STR(task_at(again, 1)->name, "one");
	CHECK_INT(task_at(again, 1)->priority, 3);
	state_free(state);
	state_free(again);
	store_close(store);
}

static void a_newer_store_is_refused(void)
{
	_autofree_ char *path = at("d.db");
	struct store *store = opened(path);
	struct err err = ERR_INIT;

	store_close(store);
	sql(path, "PRAGMA user_version = 99");
	store = 0;
	CHECK_INT(store_open(path, STORE_write, &store, &err), ERR_CORRUPT);
	CHECK(err.text && strstr(err.text, "newer"));
	err_release(&err);
}

static void what_is_no_store_is_refused(void)
{
	_autofree_ char *path = at("e.db"), *none = at("none.db");
	struct store *store = 0;
	struct err err = ERR_INIT;
	FILE *file = fopen(path, "w");

	fputs("this is a text, long enough to be taken for the head of a database file, but it is none of it\n", file);
	fclose(file);
	CHECK_INT(store_open(path, STORE_write, &store, &err), ERR_CORRUPT);
	CHECK_INT(store_open(none, STORE_read, &store, &err), ERR_MISSING);
	err_release(&err);
}

static void counts_and_notes_stay(void)
{
	_autofree_ char *path = at("f.db"), *output = 0;
	struct store *store = opened(path);
	struct store_note note = { 0 };
	struct err err = ERR_INIT;

	CHECK_INT(store_set_offset(store, 4, 100, &err), 0);
	CHECK_INT(store_set_offset(store, 4, 200, &err), 0);
	CHECK_INT(store_offset(store, 4), 200);
	CHECK_INT(store_note(store, 2, 10, "first", 3, &err), 0);
	CHECK_INT(store_note(store, 2, 20, "second", 2, &err), 0);
	CHECK(store_last_note(store, 2, &note));
	CHECK_STR(note.text, "second");
	CHECK_INT(note.lines, 5);
	CHECK_INT(note.at_ms, 20);
	free(note.text);
	CHECK_INT(store_set_output(store, &(struct store_execution){ 1, 1, 1 }, "FAIL", &err), 0);
	output = store_output(store, 1);
	CHECK_STR(output, "FAIL");
	store_close(store);
}

static void each_execution_keeps_its_output_and_few_are_kept(void)
{
	_autofree_ char *path = at("kept.db"), *first = 0, *third = 0, *other = 0, *gone = 0, *last = 0;
	struct store *store = opened(path);
	struct err err = ERR_INIT;

	for (int i = 1; i <= STORE_OUTPUTS_OF_RUN + 1; i++) {
		_autofree_ char *text = mem_printf("try %d", i);

		CHECK_INT(store_set_output(store, &(struct store_execution){ 1, 7, i }, text, &err), 0);
	}
	CHECK_INT(store_set_output(store, &(struct store_execution){ 2, 8, 1 }, "other", &err), 0);
	first = store_output_of(store, &(struct store_execution){ 1, 7, 1 });
	third = store_output_of(store, &(struct store_execution){ 1, 7, 3 });
	other = store_output_of(store, &(struct store_execution){ 2, 8, 1 });
	gone = store_output_of(store, &(struct store_execution){ 2, 7, 3 });
	last = store_output(store, 1);
	CHECK(!first);
	CHECK_STR(third, "try 3");
	CHECK_STR(other, "other");
	CHECK(!gone);
	CHECK_STR(last, "try 21");
	store_close(store);
}

static void run_sql(const char *path, const char *sql)
{
	sqlite3 *db = 0;

	CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
	CHECK_INT(sqlite3_exec(db, sql, 0, 0, 0), SQLITE_OK);
	sqlite3_close(db);
}

static void a_store_with_strange_numbers_is_refused(void)
{
	static const char *const strange[] = { "UPDATE task SET id = 0", "UPDATE task SET id = -1",
					       "UPDATE task SET id = 3", "UPDATE factory SET id = 2",
					       "UPDATE job SET id = 4611686018427387904" };

	for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
		_autofree_ char *name = mem_printf("strange-%zu.db", i), *path = at(name);
		struct state *state = state_new(), *again = 0;
		struct store *store = opened(path);
		struct err err = ERR_INIT;

		take(store, state, (struct event){ .kind = EVENT_task_fit, .name = word("one") });
		take(store, state, (struct event){ .kind = EVENT_task_called, .task = 1 });
		take(store, state, (struct event){ .kind = EVENT_session_opened, .task = 1, .commit = word("c"), .tree = word("t") });
		run_sql(path, strange[i]);
		CHECK_INT(store_load(store, &again, &err), ERR_CORRUPT);
		CHECK(!again);
		err_release(&err);
		state_free(state);
		store_close(store);
	}
}

/* As the leadhand before made it: without tables and columns that are known now. */
static void a_store_of_an_older_leadhand_is_read_and_holds_what_its_events_make(void)
{
	_autofree_ char *path = at("older.db"), *where = 0, *output = 0;
	struct state *state = state_new(), *again = 0, *folded = 0;
	struct store *store = opened(path);
	struct err err = ERR_INIT;
	long long events = 0;

	take(store, state, (struct event){ .kind = EVENT_configured, .name = word("main"), .sessions = 3, .checks = 2 });
	take(store, state, (struct event){ .kind = EVENT_tip, .commit = word("c0"), .tree = word("t0") });
	take(store, state, (struct event){ .kind = EVENT_task_fit, .name = word("one"), .title = word("One") });
	take(store, state, (struct event){ .kind = EVENT_task_called, .task = 1 });
	take(store, state, (struct event){ .kind = EVENT_session_opened, .task = 1, .commit = word("c0"), .tree = word("t0") });
	take(store, state, (struct event){ .kind = EVENT_job_started, .job = 1 });
	store_close(store);
	run_sql(path, "DROP TABLE class; DROP TABLE provider; ALTER TABLE factory DROP COLUMN started_ms;"
		      "ALTER TABLE factory DROP COLUMN lead_ms; ALTER TABLE session DROP COLUMN work_ms;"
		      "ALTER TABLE review DROP COLUMN shown_ms;"
		      "DROP TABLE kept; CREATE TABLE output(run INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
		      "INSERT INTO output VALUES(1, 'red'); PRAGMA user_version = 2");
	CHECK_INT(store_open(path, STORE_read, &store, &err), 0);
	output = store_output_of(store, &(struct store_execution){ 1, 2, 1 });
	CHECK_STR(output, "red");
	CHECK_INT(store_load_board(store, &again, &err), 0);
	state_free(again);
	again = 0;
	CHECK_INT(store_load(store, &again, &err), 0);
	CHECK(state_same(state, again, &where));
	CHECK_INT(factory_of(again)->started_ms, 1000);
	CHECK_INT(store_replay(store, &folded, &events, &err), 0);
	CHECK(state_same(folded, again, &where));
	if (where)
		printf("# %s\n", where);
	state_free(state);
	state_free(again);
	state_free(folded);
	store_close(store);
}

/* Of a gate with a report the base is run beside the change now: where it was not, no job has another number by that. */
static void a_log_of_before_the_base_was_counted_is_read_as_it_was(void)
{
	_autofree_ char *path = at("before.db");
	struct state *state = state_new(), *folded = 0;
	struct store *store = opened(path);
	struct err err = ERR_INIT;
	long long events = 0;

	take(store, state, (struct event){ .kind = EVENT_gate_known, .key = word("k"), .name = word("test"), .command = word("x"),
					   .report = word("r.xml") });
	take(store, state, (struct event){ .kind = EVENT_configured, .name = word("main"), .gates = word("1"), .sessions = 3,
					   .checks = 2 });
	take(store, state, (struct event){ .kind = EVENT_tip, .commit = word("c0"), .tree = word("t0") });
	take(store, state, (struct event){ .kind = EVENT_task_fit, .name = word("one"), .title = word("One") });
	take(store, state, (struct event){ .kind = EVENT_task_called, .task = 1 });
	take(store, state, (struct event){ .kind = EVENT_session_opened, .task = 1, .commit = word("c0"), .tree = word("t0") });
	take(store, state, (struct event){ .kind = EVENT_job_started, .job = 1 });
	take(store, state, (struct event){ .kind = EVENT_turn_ended, .job = 1, .attempt = 1, .word = word("done"), .commit = word("c1"),
					   .tree = word("t1"), .gates = word("1") });
	take(store, state, (struct event){ .kind = EVENT_job_started, .job = 2 });
	take(store, state, (struct event){ .kind = EVENT_check_ended, .job = 2, .attempt = 1, .word = word("green") });
	take(store, state, (struct event){ .kind = EVENT_approved, .review = 1, .tree = word("t1"), .by = word("lead") });
	take(store, state, (struct event){ .kind = EVENT_merged, .landing = 1, .commit = word("m"), .tree = word("t2"),
					   .base = word("c9"), .base_tree = word("t9") });
	take(store, state, (struct event){ .kind = EVENT_job_started, .job = 3 });
	take(store, state, (struct event){ .kind = EVENT_check_ended, .job = 3, .attempt = 1, .word = word("green") });
	CHECK_INT(store_replay(store, &folded, &events, &err), 0);
	CHECK_INT(job_count(folded), 3);
	CHECK_STR(run_at(folded, 2)->tree, "t2");
	CHECK_INT(landing_at(folded, 1)->life, LANDING_moving);
	state_free(state);
	state_free(folded);
	store_close(store);
}

int main(void)
{
	scratch_make();
	a_store_of_an_older_leadhand_is_read_and_holds_what_its_events_make();
	a_log_of_before_the_base_was_counted_is_read_as_it_was();
	the_state_comes_back_as_it_was();
	what_was_rolled_back_never_was();
	an_older_store_gets_the_fields_it_lacks();
	a_newer_store_is_refused();
	what_is_no_store_is_refused();
	counts_and_notes_stay();
	each_execution_keeps_its_output_and_few_are_kept();
	a_store_with_strange_numbers_is_refused();
	scratch_remove();
	return tap_done();
}
