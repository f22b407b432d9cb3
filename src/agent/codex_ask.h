/*
 * codex_ask.h - the requests of codex that wait for an answer of the lead.
 *
 * They come by two ways: its own request_user_input, and the tools leadhand_ask and
 * leadhand_report that it is given at the start of a thread (its sandbox shuts the door
 * that `leadhand ask` knocks at: no command in it may connect a socket).
 */
#ifndef LEADHAND_AGENT_CODEX_ASK_H
#define LEADHAND_AGENT_CODEX_ASK_H

#include "agent/agent.h"

struct codex_asks {
	struct codex_ask {
		json_t *id;		/* owned: of the request */
		char *key, *question;	/* owned; question is NULL for the tool */
		char *options, *answer; /* owned; answer is NULL until it came */
	} * waiting;			/* owned */
	size_t count;
};

/* What thread/start is told of the tools; the caller's reference. */
json_t *codex_ask_tools(void);
/* Take a request. Its events go to `queue`; a reply that is due at once goes to `send`. */
void codex_ask_input(struct codex_asks *asks, const json_t *message, struct agent_queue *queue,
		     struct buf *send);
void codex_ask_call(struct codex_asks *asks, const json_t *message, struct agent_queue *queue,
		    struct buf *send);
void codex_ask_answer(struct codex_asks *asks, const char *key, const char *text,
		      struct buf *send);
void codex_asks_release(struct codex_asks *asks);

#endif
