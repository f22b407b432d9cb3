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
	const char *run;	 /* what to start, a list of lines; "" or NULL for the kind's usual */
	const char *model;	 /* may be NULL */
	const char *workspace;	 /* absolute, as the program sees it, as all paths here */
	const char *thread;	 /* the conversation to go on with, or NULL */
	long long cost_before;	 /* what it has cost until now, in millionths of a dollar */
	const char *prompt;
	const char *prompt_anew; /* instead of prompt where `thread` is lost, or NULL */
	const char *home;	 /* the folder for what the program keeps (struct agent_home), or NULL: its usual one */
	const char *tools;	 /* leadhand's MCP server, an argument vector as a list of lines, or NULL */
	const char *tools_env;	 /* NAME=VALUE lines that it needs, or NULL */
	const char *hook;	 /* the program that hears the hooks, an argument vector as a list of lines, or NULL */
	const char *instructions; /* conventions that the program would not find by itself, or NULL */
	const char *permissions; /* allow, ask or refuse: what it may do that it asks for; NULL is allow */
	bool has_walls;		 /* it runs behind ours: the program needs none of its own */
	bool is_root;		 /* in there it is root */
};

/* Where a kind's program keeps its things, and what of the lead's it needs of them. */
struct agent_home {
	const char *variable;	      /* that names the folder: "CODEX_HOME"; NULL: it is below HOME */
	const char *folder;	      /* the lead's, below HOME, where the variable is not set: ".codex" */
	const char *const *logins;    /* files in it that are shown, read-only; end with NULL */
	const char *const *settings;  /* files in it that are copied once; end with NULL */
	/* A file in it where the program notes what it once asked a person, and how that begins for a session in this
	 * workspace, the caller's: nobody is to be asked that on the first screen of each session. NULL where there is none. */
	const char *notes;
	char *(*first_notes)(const char *workspace);
};

/* What an agent can do; what only the program itself tells is known once its conversation is open. */
struct agent_able {
	bool steer;	   /* hear a word in the middle of a turn */
	bool resume;	   /* go on with a conversation in another process */
	bool tools;	   /* call an MCP server */
	bool tokens, cost; /* say what it used */
	bool context;	   /* say how full its window is */
	bool permission;   /* ask before it does something */
	long long quiet_ms; /* how long nothing is heard of a healthy one at the most, as measured; 0: not known */
};

struct agent; /* the kind's own */

struct agent_kind {
	const char *name; /* as in config.yaml */
	/* Whether the end of the process ends the turn (command), or an event (a server). */
	bool ends_by_exit;
	/* The home of the program that `run` (a list of lines, may be "") starts; NULL where it keeps nothing. */
	const struct agent_home *(*home)(const char *run);
	struct agent *(*new)(const struct agent_turn *turn);
	/* The argument vector to start, a list of lines, the caller's. */
	char *(*argv)(struct agent *agent);
	/* NAME=VALUE lines for its environment beside what all agents get, the caller's; NULL where there are none. */
	char *(*env)(struct agent *agent);
	struct agent_able (*able)(const struct agent *agent);
	/* A line from standard output, without its newline: hostile. */
	void (*feed)(struct agent *agent, const char *line, size_t len);
	/* Called once at the start (greetings into `send`), and where the answer to a question or a permission ("allow",
	 * "refuse") has come. */
	void (*begin)(struct agent *agent);
	void (*answer)(struct agent *agent, const char *key, const char *text);
	/* Say something in the middle of the turn; false where it cannot be said now. NULL where never. */
	bool (*steer)(struct agent *agent, const char *text);
	/* The process ended with this status (128 + signal) and this last line on standard
	 * error, or "". */
	void (*exited)(struct agent *agent, int status, const char *last_words);
	/* Asked when the process ended before the turn did: true to have it started once more, with argv() and begin() anew. NULL
	 * where that never helps. */
	bool (*restart)(struct agent *agent);
	/* Ask for the turn to be interrupted; NULL for a kind that only signals can stop. */
	void (*interrupt)(struct agent *agent);
	/* Take the next event; false where there is none. */
	bool (*next)(struct agent *agent, struct agent_event *event);
	/* What is to be written to standard input; the owner skips what it wrote. */
	struct buf *(*send)(struct agent *agent);
	/* What it has told its program as the prompt, to the byte; NULL before. Borrowed; another pointer for another one. */
	const char *(*told)(const struct agent *agent);
	void (*free)(struct agent *agent);
	/* The program that a person goes on with in `turn->thread`, a list of lines, the caller's; NULL where there is none. */
	char *(*attach)(const struct agent_turn *turn);
};

/* The kind of that name, or NULL. */
const struct agent_kind *agent_kind_find(const char *name);

#endif
