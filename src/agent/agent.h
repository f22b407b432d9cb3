/*
 * agent.h - what every agent can do, whatever its program.
 *
 * An agent kind is a small state machine without any I/O: the runner starts the
 * program it names, gives it every line printed, writes what it wants said, and
 * turns its events into lines of the journal. A new protocol is a new kind.
 */
#ifndef LEADHAND_AGENT_AGENT_H
#define LEADHAND_AGENT_AGENT_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/* What the runner knows when a turn starts. All borrowed for the life of the agent. */
struct agent_turn {
	const char *program;   /* what to run for a kind with a program of its own, or NULL for the usual one */
	const char *run;       /* kind command: the argument vector as a list of lines */
	const char *model;     /* may be NULL */
	const char *workspace; /* absolute */
	const char *thread;    /* the conversation to go on with, or NULL */
	const char *prompt;
};

#define AGENT_EVENTS(X)                                                                    \
	X(thread)   /* text: the agent's id of the conversation */                         \
	X(note)	    /* text: what it does, not cleaned yet */                              \
	X(usage)    /* input, cached, output, cost_microusd: totals of this process */     \
	X(asked)    /* key, text, options (a list), choice: default; blocking */           \
	X(ended)    /* the turn is over and the agent did not fail */                      \
	X(failed)   /* the turn is over; text: why */

enum agent_event_kind {
#define X(name) AGENT_##name,
	AGENT_EVENTS(X)
#undef X
};

struct agent_event {
	enum agent_event_kind kind;
	char *text, *key, *options; /* owned; options is a list of lines */
	long long choice, input, cached, output, cost_microusd;
	bool blocking;
};
void agent_event_release(struct agent_event *event);

struct agent; /* the kind's own */

struct agent_kind {
	const char *name; /* as in config.yaml */
	/* Whether the end of the process is the end of the turn (command), or an event is (a server). */
	bool ends_by_exit;
	struct agent *(*new)(const struct agent_turn *turn);
	/* The argument vector to start, a list of lines, the caller's; environment as "NAME=value" lines in *env. */
	char *(*argv)(struct agent *agent, char **env);
	/* A line from standard output, without its newline: hostile. Events are taken by next(). */
	void (*feed)(struct agent *agent, const char *line, size_t len);
	/* Called once at the start (greetings into `send`) and whenever an answer has come. */
	void (*begin)(struct agent *agent);
	void (*answer)(struct agent *agent, const char *key, const char *text);
	/* The process ended with this exit status (128 + signal). */
	void (*exited)(struct agent *agent, int status);
	/* Ask for the turn to be interrupted; may do nothing (then a signal follows). */
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
