/*
 * journal.h - the two files by which a runner and the floor talk (doc/jobs.md).
 *
 * Lines are written whole. Where the disk is full the rest of a line is kept and
 * tried again every second, so that nothing is lost or torn as long as we live; a
 * line that a dead runner left torn is closed before the first of ours.
 */
#ifndef LEADHAND_RUNNER_JOURNAL_H
#define LEADHAND_RUNNER_JOURNAL_H

#include "base/err.h"
#include "base/json.h"
#include "sys/loop.h"

#include <stdbool.h>

struct journal;
/* Open and lock out.jsonl. ERR_CONFLICT where a runner of this job lives. */
int journal_open(const char *job_dir, long long attempt, struct journal **out,
		 struct err *err) MUST_USE;
/* Whether the work is over: some attempt has an `ended` line that says more than that it was stopped, to go on later. Where
 * that was an older attempt, whose line nobody reads any more, it is repeated as ours. */
bool journal_is_ended(struct journal *journal);
/* Whether some attempt has written into it before. */
bool journal_is_begun(const struct journal *journal);
/* The conversation that the last attempt told of; NULL where none did. Borrowed. */
const char *journal_thread(const struct journal *journal);
/* From now on what could not be written is tried again by this loop; NULL for none. */
void journal_attach(struct journal *journal, struct loop *loop);
/* Add a line; takes the reference. `attempt` and `at_ms` are added. */
void journal_add(struct journal *journal, const char *kind, json_t *line);
/* Waits until every line is on the disk, however long the disk is full; then unlocks. */
void journal_close(struct journal *journal);

/* in.jsonl, from its start; the path is borrowed. */
struct inbox {
	const char *path;
	long long offset;
};
/* Hear every whole line that came since. */
void inbox_take(struct inbox *inbox, void (*said)(void *owner, const json_t *line),
		void *owner);

#endif
