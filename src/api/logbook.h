/*
 * logbook.h - what happened to a task, gathered from the events, the ledger and its journals.
 *
 * Asked again it gives what is new since.
 */
#ifndef LEADHAND_API_LOGBOOK_H
#define LEADHAND_API_LOGBOOK_H

#include "api/view.h"

struct logbook_entry {
	long long at_ms, order;
	json_t *line; /* owned */
};
struct logbook_file {
	long long job, offset;
};
struct logbook {
	const struct view *view; /* borrowed; whole */
	long long task;
	long long seq;		    /* of the last event that was told */
	char *trees;		    /* owned: trees that this task's events named, a list */
	char *runs;		    /* owned: runs that were told, a list of ids */
	struct logbook_file *files; /* owned: how far each journal, or raw log, was read */
	size_t file_count;
	struct logbook_entry *entries; /* owned: of one gathering */
	size_t count;
};

/* Everything that is new, in the order in which it happened: [{"at_ms","kind","text"}]; the
 * caller's. */
int logbook_take(struct logbook *logbook, json_t **entries, struct err *err) MUST_USE;
/* The same of the raw logs: [{"path","job","turn","from","to"}], pieces of files; the caller's.
 */
json_t *logbook_take_raw(struct logbook *logbook);
/* Where a file of that job was read to: 0 at first; borrowed until the next call. */
struct logbook_file *logbook_file_of(struct logbook *logbook, long long job);
void logbook_release(struct logbook *logbook);

#endif
