/*
 * store.h - what happened, kept (SQLite). The only folder that knows SQL.
 *
 * Events are appended; the state that they make stands beside them in one table a
 * kind, written in the same transaction, so a start reads the tables and not the
 * past. `fsck` folds all events again and compares. One writer (the floor's lock); any
 * number of readers.
 */
#ifndef LEADHAND_STORE_STORE_H
#define LEADHAND_STORE_STORE_H

#include "core/event.h"
#include "core/model.h"

#include "base/err.h"

struct store;

enum store_mode {
	STORE_write, /* made where missing, brought up to date where old */
	STORE_read,  /* ERR_MISSING where there is none; an old one is brought up to date first */
};
/* ERR_CORRUPT: not a store of ours, or of a newer leadhand. ERR_SYSTEM: disk full, read-only, ... */
int store_open(const char *path, enum store_mode mode, struct store **out, struct err *err) MUST_USE;
void store_close(struct store *store);

/* The state, the caller's to state_free(). store_load_board() leaves out gates, jobs that ended, runs that are
 * over, claims that are not false and failures of the past (their places are there, empty): enough for status and inbox, and quick. */
int store_load(struct store *store, struct state **out, struct err *err) MUST_USE;
int store_load_board(struct store *store, struct state **out, struct err *err) MUST_USE;
/* The state that the events alone make; the caller's. *events counts them. ERR_CORRUPT where one is refused. */
int store_replay(struct store *store, struct state **out, long long *events, struct err *err) MUST_USE;

/* Everything between begin and commit is kept whole or not at all; after a failure, rollback. */
int store_begin(struct store *store, struct err *err) MUST_USE;
int store_commit(struct store *store, struct err *err) MUST_USE;
void store_rollback(struct store *store);
int store_append(struct store *store, const struct event *event, struct err *err) MUST_USE;
/* Write every record that is dirty, and mark it clean. */
int store_save(struct store *store, struct state *state, struct err *err) MUST_USE;

/* How far a job's out.jsonl has taken effect. */
int store_set_offset(struct store *store, long long job, long long offset, struct err *err) MUST_USE;
long long store_offset(struct store *store, long long job);
/* What a session is doing: the last line, how many there were. */
int store_note(struct store *store, long long session, long long at_ms, const char *text,
	       long long lines, struct err *err) MUST_USE;
struct store_note {
	long long at_ms, lines;
	char *text; /* owned */
};
bool store_last_note(struct store *store, long long session, struct store_note *note);
/* The tail of what a gate printed, of each attempt at a check: of one run the last ones, and of all no more than that. */
enum { STORE_OUTPUTS_OF_RUN = 20, STORE_OUTPUTS = 5000 };
struct store_execution {
	long long run, job, attempt;
};
int store_set_output(struct store *store, const struct store_execution *execution, const char *text,
		     struct err *err) MUST_USE;
char *store_output(struct store *store, long long run); /* of its last one, the caller's; "" where there is none */
/* Of that one, the caller's; NULL where it is not kept. */
char *store_output_of(struct store *store, const struct store_execution *execution);

/* Walk the events, oldest first, of one task (and its session's jobs) or of all (task 0), after `after_seq`. */
int store_each_event(struct store *store, long long task, long long after_seq,
		     void (*each)(void *owner, long long seq, const struct event *event), void *owner,
		     struct err *err) MUST_USE;
/* Until the thaw everything that is read is of one moment, whatever the floor writes meanwhile. */
int store_freeze(struct store *store, struct err *err) MUST_USE;
void store_thaw(struct store *store);
/* A number that changes whenever another connection committed. */
long long store_data_version(struct store *store);
/* SQLite's own check; *text is the caller's, NULL where all is well. */
int store_check(struct store *store, char **text, struct err *err) MUST_USE;

#endif
