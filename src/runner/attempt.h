/*
 * attempt.h - what a turn and a check have in common while they run.
 *
 * The loop, the words from the floor (in.jsonl), the signals to us, and the log.
 * A stop is heard at any time: a gate that runs is ended, and whoever runs an
 * agent is told.
 */
#ifndef LEADHAND_RUNNER_ATTEMPT_H
#define LEADHAND_RUNNER_ATTEMPT_H

#include "gate/gate.h"
#include "runner/cell.h"
#include "runner/job.h"
#include "runner/journal.h"
#include "runner/members.h"
#include "sys/loop.h"
#include "sys/watch.h"

struct attempt {
	struct job *job;	 /* borrowed */
	struct journal *journal; /* borrowed */
	struct loop *loop;
	struct log log;
	char *stop; /* owned: why we were asked to stop; NULL as long as nobody did */
	void (*stopped)(void *owner); /* called once, when it was set; may be NULL */
	void (*answered)(void *owner, const char *key, const char *text); /* may be NULL */
	void (*heard)(void *owner, const char *bytes, size_t len); /* all that a gate prints; may be NULL */
	void *owner;
	struct inbox inbox;
	char *inbox_path; /* owned */
	struct watch *watch;
	struct fd_watch *bell;
	struct timer *poll;
	struct signal_watch *term, *interrupt;
	struct gate *gate; /* while one runs */
	long long extended_ms; /* when its workspace last heard that we live */
	struct cell *cell; /* owned: the walls; NULL until stage_enter() */
	struct membership membership;
};

int attempt_init(struct attempt *attempt, struct job *job, struct journal *journal,
		 struct err *err) MUST_USE;
/* Hear what stands in in.jsonl now (also done whenever it grows). */
void attempt_listen(struct attempt *attempt);
/* The same from its first line on, for whoever came late. */
void attempt_listen_anew(struct attempt *attempt);
/* Ask for the end; only the first reason counts. */
void attempt_stop(struct attempt *attempt, const char *why);
/* Run a command of the lead's to its end, for at most the job's time; *tail is the caller's. */
int attempt_run_gate(struct attempt *attempt, enum cell_use use, const char *command,
		     struct gate_outcome *outcome, char **tail, struct err *err) MUST_USE;
/* Run `setup` in the tree that the cell has. ERR_CHILD where it failed: *tail, the caller's, is the end of what it printed.
 */
int attempt_run_setup(struct attempt *attempt, char **tail, struct err *err) MUST_USE;
/* Hear the floor for a while, and do nothing else. */
void attempt_pause(struct attempt *attempt, long long ms);
/* An agent's word about the paths of a shared checkout (kind.h). */
int attempt_reserve(struct attempt *attempt, const json_t *word, json_t **answer, struct err *err) MUST_USE;
/* Nothing that was started for it runs on. */
void attempt_end_all(struct attempt *attempt);
void attempt_release(struct attempt *attempt);

#endif
