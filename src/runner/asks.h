/*
 * asks.h - what an agent asks, reports, looks up and proposes, by the door or by its own protocol.
 *
 * Every question is written to the journal once. One with a default that does not
 * block is answered by it at once; the others wait for a word of the floor, but no
 * longer than they say: then the question is left open, and they are told so. An
 * answer that was given to an earlier attempt serves the same question again.
 */
#ifndef LEADHAND_RUNNER_ASKS_H
#define LEADHAND_RUNNER_ASKS_H

#include "agent/event.h"
#include "runner/journal.h"
#include "sys/loop.h"

struct asks_spec {
	struct loop *loop;	 /* borrowed */
	struct journal *journal; /* borrowed */
	const char *door;	 /* borrowed for the call: path of the socket */
	const char *top, *task;	 /* borrowed for the call: the lead's work tree, the task's name */
	const char *permissions; /* borrowed: the policy (agent.h); but for "ask" the kind answers by itself */
	const json_t *proposals; /* borrowed for the call: {"most","keys"}: of the session until now; NULL for none */
	/* An answer to a question that came by asks_hear(). */
	void (*answered)(void *owner, const char *key, const char *text);
	/* What an agent reserves, and who holds what (doc/jobs.md); *answer is the caller's. */
	int (*reserve)(void *owner, const json_t *word, json_t **answer, struct err *err);
	/* What a hook of its program tells (hook.h); *answer is the caller's. May be NULL. */
	void (*hook)(void *owner, const json_t *word, json_t **answer);
	/* A report was written down; may be NULL. */
	void (*reported)(void *owner, const char *outcome);
	/* A question began or ceased to wait. */
	void (*changed)(void *owner);
	void *owner;
};

struct asks;
int asks_new(const struct asks_spec *spec, struct asks **out, struct err *err) MUST_USE;
/* A question, a report, or what it wants to be allowed, of the agent's own protocol. */
void asks_hear(struct asks *asks, const struct agent_event *event);
/* The lead's answer. */
void asks_answer(struct asks *asks, const char *key, const char *text);
/* Whether somebody waits for the lead. */
bool asks_is_waiting(const struct asks *asks);
void asks_free(struct asks *asks); /* whoever waits is told that the turn is over */

#endif
