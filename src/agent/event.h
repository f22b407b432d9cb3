/*
 * event.h - what an agent's program tells, in words that are the same for all.
 *
 * Pure data. Texts from an agent are hostile: questions and reports are cleaned and cut
 * here, notes by whoever writes them down.
 */
#ifndef LEADHAND_AGENT_EVENT_H
#define LEADHAND_AGENT_EVENT_H

#include "agent/error.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

#define AGENT_EVENTS(X)                                                                                   \
	X(thread)     /* text: the agent's id of the conversation */                                      \
	X(began)      /* the turn began; text: the model's name, or NULL */                               \
	X(note)	      /* text: what else the lead should read in the log, not cleaned yet */              \
	X(message)    /* text: what it says, whole; parent */                                             \
	X(tool)	      /* a call begins. key: its id; name; action; target: command, path or query; digest: */ \
		      /* of name and arguments; parent */                                                 \
	X(tool_ended) /* key; outcome: ok, failed, denied or cancelled; digest: of the result; text: its last words */ \
	X(file)	      /* it changed one. target: its path, within the workspace where it lies there; key: the call's */ \
	X(permission) /* it waits to be allowed something. key; name; action; target; text: as it asks */ \
	X(subagent)   /* key: its id; outcome: started, completed or failed; text: what for */            \
	X(retrying)   /* its provider fails, and it tries again. error, text, wait_ms, number: which time */ \
	X(usage)      /* input (cached included), cached, output, cost_microusd of this process so far; */ \
		      /* context, window: tokens in use, and that there are; 0: not said */               \
	X(asked)      /* key, text, options (a list), choice: default; blocking */                        \
	X(reported)   /* outcome, text, decided, assumed, deviated, ran, passed, untouched (lists) */                             \
	X(ended)      /* the turn is over and the agent did not fail */                                   \
	X(failed)     /* the turn is over. error; text: why; wait_ms: when it lifts, 0: not said */

enum agent_event_kind {
#define X(name) AGENT_##name,
	AGENT_EVENTS(X)
#undef X
};

/* What a tool does, as far as its name tells. */
#define AGENT_ACTIONS(X) X(other) X(read) X(edit) X(run) X(search) X(fetch) X(ask) X(delegate)
enum agent_action {
#define X(name) AGENT_ACTION_##name,
	AGENT_ACTIONS(X)
#undef X
};
const char *agent_action_word(enum agent_action action);

struct agent_event {
	enum agent_event_kind kind;
	enum agent_action action;
	enum agent_error error;
	char *text, *key, *options;		      /* owned; options is a list of lines */
	char *outcome, *decided, *assumed, *deviated; /* owned */
	char *ran, *passed, *untouched; /* owned */
	char *name, *target, *digest, *parent; /* owned; parent: the sub-agent's id, NULL for the agent itself */
	long long choice, input, cached, output, cost_microusd, context, window, wait_ms, number;
	bool blocking;
};
void agent_event_release(struct agent_event *event);

/* Events that wait to be taken; every kind has one. Zeroed is empty. */
struct agent_queue {
	struct agent_event *events; /* owned */
	size_t count, taken;
};
/* Add an event with a copy of `text` (may be NULL); borrowed until the next call. */
struct agent_event *agent_queue_add(struct agent_queue *queue, enum agent_event_kind kind,
				    const char *text);
/* Add this one, which is emptied. */
void agent_queue_move(struct agent_queue *queue, struct agent_event *event);
bool agent_queue_next(struct agent_queue *queue, struct agent_event *event);
void agent_queue_release(struct agent_queue *queue);

/* Read a question {"text","options","default","blocking"} into *event, cleaned and cut. The key
 * is made from the words, so that the same question has the same key in every attempt. */
int agent_read_question(const json_t *object, struct agent_event *event,
			struct err *err) MUST_USE;
/* Read a report {"outcome","text","decided","assumed","deviated","ran","passed","untouched"} into *event, cleaned and cut.
 */
int agent_read_report(const json_t *object, struct agent_event *event,
		      struct err *err) MUST_USE;
#define AGENT_PERMISSION_OPTIONS "allow\nrefuse"
/* What a program wants to be allowed, as a question to the lead: allow or refuse, and no default. It has the same key, so the
 * kind hears "allow" or "refuse" for it. */
void agent_permission_question(const struct agent_event *asked, struct agent_event *question);
/* Whether a request's id is one to be kept until there is an answer: a number, a short text, or null. */
bool agent_is_id(const json_t *id);
/* A part of a text as events carry it: of AGENT_TEXT_BYTES at the most from its start, or of AGENT_TAIL_BYTES from its end.
 * The caller's; NULL of NULL and of "". */
enum { AGENT_TEXT_BYTES = 4000, AGENT_TAIL_BYTES = 400 };
char *agent_cut(const char *text);
char *agent_tail(const char *text);
/* A digest of anything, the same for the same bytes: 16 hexadecimal digits, the caller's. */
char *agent_digest(const char *data, size_t len);
/* A path as it is told: within the workspace where it lies there, as it came where it does not. Borrowed from `path`. */
const char *agent_path_within(const char *path, const char *workspace);
/* What a tool with this name does, by the names that the known programs give theirs (any case). */
enum agent_action agent_action_of(const char *name);
/* One line for the lead's log on an event, not cleaned; NULL where there is nothing to say. The caller's. */
char *agent_event_note(const struct agent_event *event);
/* The words of an answer "2" or "b" as the option it means, else as they are. The caller's. */
char *agent_answer_of(const char *options, const char *answer);

#endif
