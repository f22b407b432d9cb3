/*
 * acp_update.h - what `session/update` tells, as events.
 *
 * Pieces of a message are gathered into whole ones; a history that is told again is not told on.
 */
#ifndef LEADHAND_AGENT_ACP_UPDATE_H
#define LEADHAND_AGENT_ACP_UPDATE_H

#include "agent/acp_call.h"
#include "agent/acp_meter.h"
#include "agent/acp_quirk.h"

struct acp_news {
	const char *workspace;	   /* borrowed, as the three below */
	const char *session;	   /* NULL until it is known */
	const struct acp_quirk *quirk;
	struct agent_queue *queue;
	bool is_old;	  /* what comes is of before this turn */
	bool is_unwanted; /* the turn is being interrupted */
	struct acp_calls calls;
	struct acp_meter meter;
	struct {
		char *id, *parent; /* owned or NULL */
		struct buf text;
	} words;
	char *children, *plan;	     /* owned or NULL: a list of the sub-agents at work; what was told last */
	bool has_spoken, has_called; /* in this turn */
	enum agent_error error;		    /* the last that was told of; none again when the turn went on */
	char *why;			    /* owned or NULL: its words */
};

void acp_news_init(struct acp_news *news, const char *workspace, const struct acp_quirk *quirk,
		   struct agent_queue *queue);
/* Take the params of a `session/update`. */
void acp_news_take(struct acp_news *news, const json_t *params);
/* Take the call that a request of this session speaks of, and tell its beginning; borrowed, NULL where it names none. */
struct acp_call *acp_news_call(struct acp_news *news, const char *session, const json_t *call);
/* Tell the message that is being gathered. */
void acp_news_flush(struct acp_news *news);
/* Nothing comes any more: tell what is open as cancelled. */
void acp_news_end(struct acp_news *news);
void acp_news_release(struct acp_news *news);

#endif
