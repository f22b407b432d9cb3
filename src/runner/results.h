/*
 * results.h - what a gate's report says of its tests, and whether that bears a green verdict.
 *
 * A report counts only where this run wrote it: one that lay there before, from the tree or from setup, is no evidence.
 * It is read where the gate left it, never by a link that leads out of the workspace.
 */
#ifndef LEADHAND_RUNNER_RESULTS_H
#define LEADHAND_RUNNER_RESULTS_H

#include "base/buf.h"
#include "base/json.h"
#include "report/none.h"
#include "runner/covering.h"
#include "runner/job.h"

struct results {
	bool is_read; /* there was a report: the next ones hold */
	long long passed, failed, skipped;
	long long errors; /* of those that failed: by no assertion */
	char *failing; /* owned or NULL: names, a list, the first of them */
	char *passed_again; /* owned or NULL: of the tests that failed before this rerun, those named as passed */
	char *said;    /* owned or NULL: those names with the first lines of each failure, for people and agents */
	char *lack;    /* owned or NULL: why it is not green, where the exit status does not say so */
	const char *lack_cause; /* and a word of gate/cause.h for that, or "" */
	struct covered covered;
};

/* What is there before the gate runs, for results_read(); the caller's. */
char *results_before(const struct job *job);

/* What a gate prints, as it comes: its report, or else the words of its runner. */
struct hearing {
	bool is_report;
	struct buf report;
	struct none none;
};
struct hearing hearing_begin(const struct job *job);
/* `hearing` is one of these. */
void hearing_add(void *hearing, const char *bytes, size_t len);
void hearing_release(struct hearing *hearing);

struct results_gate {
	const char *before;	 /* from results_before() */
	struct hearing *hearing; /* what it printed */
	const char *top;	 /* where it saw its tree */
	bool is_content;	 /* it exits with 0 */
};
/* Read the report that the gate's run left, or where it writes none the words of its runner; and its tracefiles. */
void results_read(const struct job *job, const struct results_gate *gate, struct results *results);
/* Why the gate is red, where that is no assertion's doing: a word of gate/cause.h, or "". */
const char *results_cause(const struct results *results, int status, const char *tail);
/* Into the `ended` line, as far as there is something to say. */
void results_put(const struct job *job, const struct results *results, json_t *line);
void results_release(struct results *results);

#endif
