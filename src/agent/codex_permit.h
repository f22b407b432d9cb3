/*
 * codex_permit.h - the requests of codex to be allowed something.
 *
 * The policy answers at once, allow (behind walls that are the limit) or refuse, or the lead does by
 * AGENT_permission. The key of one is made from its words, so the same request has the same answer within a turn.
 */
#ifndef LEADHAND_AGENT_CODEX_PERMIT_H
#define LEADHAND_AGENT_CODEX_PERMIT_H

#include "agent/codex_open.h"

struct codex_permits {
	struct codex_permit {
		json_t *id; /* owned: of the request */
		char *key;  /* owned */
	} * waiting;	    /* owned */
	size_t count;
	char *edit_id, *edit_paths; /* owned: the last file change that began, whose request names no path */
};

/* Whether the method is one of these. */
bool codex_permit_is(const char *method);
/* Remember what an item that began will change. */
void codex_permit_see(struct codex_permits *permits, const json_t *item, const char *workspace);
void codex_permit_take(struct codex_permits *permits, const struct codex_setup *setup, const json_t *message,
		       struct agent_queue *queue, struct buf *send);
/* "allow" is yes, anything else no. */
void codex_permit_answer(struct codex_permits *permits, const char *key, const char *text, struct buf *send);
void codex_permits_release(struct codex_permits *permits);

#endif
