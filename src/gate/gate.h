/*
 * gate.h - run one command of the lead's, and keep what it said.
 *
 * `/bin/sh -c COMMAND` under a loop, in a process group of its own. Whatever it
 * prints costs 64 KiB of memory and a bounded log. A gate that runs over its time
 * gets SIGTERM, and SIGKILL two seconds later.
 */
#ifndef LEADHAND_GATE_GATE_H
#define LEADHAND_GATE_GATE_H

#include "base/err.h"
#include "gate/log.h"
#include "sys/loop.h"

#include <stdbool.h>

struct gate_spec {
	const char *const *argv; /* borrowed for the call, as all of these: the shell and its words, or walls around them */
	const char *dir;
	const char *const *env;	   /* as struct child_spec's */
	const struct proc_extra *extra;
	struct log *log;	   /* borrowed for the life of the gate */
	void (*heard)(void *owner, const char *bytes, size_t len); /* all that it prints, as it comes; NULL: nobody wants it */
	long long timeout_ms;	   /* 0 is none */
	void (*done)(void *owner); /* once; the outcome can be read then, and the gate freed */
	void *owner;
};

struct gate_outcome {
	int status;	 /* exit status, or 128 + signal */
	bool is_late;	 /* it was ended by its timeout */
	bool is_stopped; /* it was ended by gate_stop() */
	long long duration_ms;
};

/* What /bin/sh -c is given: one pipe for both, so that what it prints stays in order. The caller's. */
char *gate_words(const char *command);

struct gate;
int gate_new(struct loop *loop, const struct gate_spec *spec, struct gate **out,
	     struct err *err) MUST_USE;
/* End it: SIGTERM, and SIGKILL two seconds later. done() comes as ever. */
void gate_stop(struct gate *gate);
struct gate_outcome gate_outcome(const struct gate *gate);
/* The end of what it printed, cleaned, at most 16 KiB; the caller's. */
char *gate_tail(const struct gate *gate);
void gate_free(struct gate *gate);

#endif
