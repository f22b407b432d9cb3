/*
 * event.h - what an agent's program tells, in words that are the same for all.
 *
 * Pure data. Texts from an agent are hostile: questions and reports are cleaned and cut
 * here, notes by whoever writes them down.
 */
#ifndef LEADHAND_AGENT_EVENT_H
#define LEADHAND_AGENT_EVENT_H

#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

#define AGENT_EVENTS(X)                                                                        \
	X(thread) /* text: the agent's id of the conversation */                               \
	X(note)	  /* text: what it does, not cleaned yet */                                    \
	X(usage)  /* input (cached included), cached, output, cost_microusd of this process */ \
	X(asked)  /* key, text, options (a list), choice: default; blocking */                 \
	X(reported) /* outcome, text, decided, assumed, deviated (lists) */                    \
	X(ended)    /* the turn is over and the agent did not fail */                          \
	X(limited)  /* the provider takes no more for now; text: its words; wait_ms: for how long, 0: not said */ \
	X(failed)   /* the turn is over; text: why */

enum agent_event_kind {
#define X(name) AGENT_##name,
	AGENT_EVENTS(X)
#undef X
};

struct agent_event {
	enum agent_event_kind kind;
	char *text, *key, *options;		      /* owned; options is a list of lines */
	char *outcome, *decided, *assumed, *deviated; /* owned */
	long long choice, input, cached, output, cost_microusd, wait_ms;
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
bool agent_queue_next(struct agent_queue *queue, struct agent_event *event);
void agent_queue_release(struct agent_queue *queue);

/* Read a question {"text","options","default","blocking"} into *event, cleaned and cut. The key
 * is made from the words, so that the same question has the same key in every attempt. */
int agent_read_question(const json_t *object, struct agent_event *event,
			struct err *err) MUST_USE;
/* Read a report {"outcome","text","decided","assumed","deviated"} into *event, cleaned and cut.
 */
int agent_read_report(const json_t *object, struct agent_event *event,
		      struct err *err) MUST_USE;
/* The words of an answer "2" or "b" as the option it means, else as they are. The caller's. */
char *agent_answer_of(const char *options, const char *answer);

#endif
