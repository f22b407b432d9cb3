/*
 * claude_ask.h - what Claude Code waits to be told: permissions, and the answers to its questions.
 *
 * Both come as can_use_tool: its own AskUserQuestion is a tool that may always be used, with the answers
 * put into what it is called with.
 */
#ifndef LEADHAND_AGENT_CLAUDE_ASK_H
#define LEADHAND_AGENT_CLAUDE_ASK_H

#include "agent/agent.h"

struct claude_asks {
	const char *policy;		/* borrowed: allow, ask or refuse; NULL is allow */
	const char *workspace;		/* borrowed */
	struct claude_ask {
		char *id;		/* owned: the request's */
		json_t *input;		/* owned: what the tool is called with */
		char *key;		/* owned */
		char *question;		/* owned; NULL: a permission */
		char *options, *answer; /* owned; answer is NULL until it came */
	} * waiting;			/* owned */
	size_t count;
};

/* Take a control_request of the program's; what it asks goes to `queue`, a reply that is due at once to `send`. */
void claude_ask_take(struct claude_asks *asks, const json_t *message, struct agent_queue *queue, struct buf *send);
void claude_ask_answer(struct claude_asks *asks, const char *key, const char *text, struct buf *send);
/* The program does not want to know any more. */
void claude_ask_cancel(struct claude_asks *asks, const char *id);
void claude_asks_release(struct claude_asks *asks);

/* Write a control_request of ours; takes the reference to `request`. */
void claude_ask_request(struct buf *send, const char *id, json_t *request);

#endif
