/*
 * acp_ask.h - what an ACP agent wants to be allowed, and what it asks a person.
 *
 * A permission is chosen by the kind of its options, and answered with the agent's own id of the option. A form
 * (`elicitation/create`) becomes a question to the lead for each of its fields that has a choice.
 */
#ifndef LEADHAND_AGENT_ACP_ASK_H
#define LEADHAND_AGENT_ACP_ASK_H

#include "agent/acp_update.h"

enum acp_policy { ACP_allow, ACP_ask, ACP_refuse };

struct acp_asks {
	struct acp_ask {
		json_t *id;		    /* owned: of the request */
		char *key, *options, *answer; /* owned; answer is NULL until it came */
		json_t *choices;	    /* owned: of a permission; NULL for a field of a form */
		char *call;		    /* owned: what the permission is for, or NULL */
		char *field, *note;	    /* owned: of a form; where to put an answer of one's own, or NULL */
		json_t *schema;		    /* owned: of the field */
	} * waiting;			    /* owned */
	size_t count;
	bool has_refused;
};

/* Take a request. Its events go to the news' queue; a reply that is due at once goes to `send`. */
void acp_ask_permission(struct acp_asks *asks, const json_t *message, enum acp_policy policy, struct acp_news *news,
			struct buf *send);
void acp_ask_form(struct acp_asks *asks, const json_t *message, struct acp_news *news, struct buf *send);
void acp_ask_answer(struct acp_asks *asks, const char *key, const char *text, struct acp_news *news, struct buf *send);
/* Nobody waits any more: for the request of that id, or with NULL for any. */
void acp_asks_cancel(struct acp_asks *asks, const json_t *id, struct buf *send);
void acp_asks_release(struct acp_asks *asks);

#endif
