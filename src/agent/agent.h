/*
 * agent.h - what every agent can do, whatever its program.
 *
 * An agent kind is a small state machine without any I/O: the runner starts the
 * program it names, gives it every line printed, writes what it wants said, and
 * turns its events into lines of the journal. A new protocol is a new kind.
 */
#ifndef LEADHAND_AGENT_AGENT_H
#define LEADHAND_AGENT_AGENT_H

#include "agent/event.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* What the runner knows when a turn starts. All borrowed for the life of the agent. */
struct agent_turn {
	const char *run;	 /* what to start, a list of lines; "" for the kind's usual */
	const char *model;	 /* may be NULL */
	const char *workspace;	 /* absolute */
	const char *thread;	 /* the conversation to go on with, or NULL */
	const char *prompt;
	const char *prompt_anew; /* instead of prompt where `thread` is lost, or NULL */
	bool has_walls;		 /* it runs behind ours: the program needs none of its own */
};

struct agent; /* the kind's own */

struct agent_kind {
	const char *name; /* as in config.yaml */
	/* Whether the end of the process ends the turn (command), or an event (a server). */
	bool ends_by_exit;
	struct agent *(*new)(const struct agent_turn *turn);
	/* The argument vector to start, a list of lines, the caller's. */
	char *(*argv)(struct agent *agent);
	/* A line from standard output, without its newline: hostile. */
	void (*feed)(struct agent *agent, const char *line, size_t len);
	/* Called once at the start (greetings into `send`) and whenever an answer has come. */
	void (*begin)(struct agent *agent);
	void (*answer)(struct agent *agent, const char *key, const char *text);
	/* The process ended with this status (128 + signal) and this last line on standard
	 * error, or "". */
	void (*exited)(struct agent *agent, int status, const char *last_words);
	/* Ask for the turn to be interrupted; NULL for a kind that only signals can stop. */
	void (*interrupt)(struct agent *agent);
	/* Take the next event; false where there is none. */
	bool (*next)(struct agent *agent, struct agent_event *event);
	/* What is to be written to standard input; the owner skips what it wrote. */
	struct buf *(*send)(struct agent *agent);
	void (*free)(struct agent *agent);
};

/* The kind of that name, or NULL. */
const struct agent_kind *agent_kind_find(const char *name);

#endif
