/*
 * acp_call.h - the tool calls of a turn, put together from what is told of them piece by piece.
 *
 * A call may first appear in a `tool_call`, a `tool_call_update` or a request for permission; each later piece
 * replaces what it names. Its beginning is told once its arguments are known, its files once it succeeded.
 */
#ifndef LEADHAND_AGENT_ACP_CALL_H
#define LEADHAND_AGENT_ACP_CALL_H

#include "agent/event.h"
#include "base/buf.h"

struct acp_call {
	char *id, *name, *title, *kind, *parent;     /* owned; all but id and name may be NULL */
	json_t *input, *content, *locations, *output; /* owned or NULL: the last that came */
	struct buf printed;			     /* of its terminal */
	long long exit_code;
	enum agent_action action;
	bool is_told, is_over, is_refused;
};

struct acp_calls {
	struct acp_call *calls; /* owned */
	size_t count;
};

/* Where a call is told of. */
struct acp_place {
	const char *workspace, *parent; /* parent: the sub-agent whose session it is, or NULL */
	bool names_in_ids, is_unwanted; /* is_unwanted: the turn is being interrupted */
	struct agent_queue *queue;
};

/* Take a piece, and tell what is new by it. Borrowed until the next; NULL where it has no id. */
struct acp_call *acp_call_take(struct acp_calls *calls, const json_t *piece, const struct acp_place *place);
/* Tell its beginning now, as before a permission for it. */
void acp_call_begin(struct acp_call *call, const struct acp_place *place);
/* What it is about: a command, a path within the workspace, a query. The caller's, or NULL. */
char *acp_call_target(const struct acp_call *call, const struct acp_place *place);
/* Tell that those which began are over: cancelled. */
void acp_calls_cancel(struct acp_calls *calls, const struct acp_place *place);
void acp_calls_release(struct acp_calls *calls);

#endif
