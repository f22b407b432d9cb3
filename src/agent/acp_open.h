/*
 * acp_open.h - how a conversation with an ACP agent is opened: what is declared, asked for and chosen.
 */
#ifndef LEADHAND_AGENT_ACP_OPEN_H
#define LEADHAND_AGENT_ACP_OPEN_H

#include "agent/acp_quirk.h"

#include "base/json.h"

enum { ACP_VERSION = 1 };

/* What the session shall be. */
struct acp_wish {
	const struct acp_quirk *quirk;
	const char *workspace, *tools, *tools_env, *model; /* as in struct agent_turn */
	bool has_walls, may_all;			   /* may_all: it need not ask */
};

/* Parameters; the caller's references. */
json_t *acp_open_initialize(const struct acp_quirk *quirk);
json_t *acp_open_session(const struct acp_wish *wish, const char *session);
/* The method that goes on with a conversation, by the result of `initialize`; NULL where there is none. */
const char *acp_open_method(const json_t *initialized);
/* The id of a login that needs no person; NULL where there is none. Borrowed. */
const char *acp_open_login(const json_t *initialized);
/* Whether a word can be sent in the middle of a turn. */
bool acp_open_steers(const json_t *initialized);

struct acp_choice {
	const char *method; /* NULL: nothing to choose */
	json_t *params;	    /* the caller's reference */
};
/* The mode, and the model, of the session that `result` is of. */
struct acp_choice acp_open_mode(const struct acp_wish *wish, const char *session, const json_t *result);
struct acp_choice acp_open_model(const struct acp_wish *wish, const char *session, const json_t *result);

#endif
