/*
 * codex_item.h - what a codex item says about what the agent is doing, as events.
 */
#ifndef LEADHAND_AGENT_CODEX_ITEM_H
#define LEADHAND_AGENT_CODEX_ITEM_H

#include "agent/agent.h"

struct codex_place {
	const char *workspace; /* paths are told relative to it */
	const char *parent;    /* the sub-agent's thread, or NULL */
};

/* The command of an item or of a request, as it was meant; borrowed. */
const char *codex_item_command(const json_t *item);
/* Tell of an item that began, or (is_complete) that is finished. */
void codex_item_tell(const json_t *item, bool is_complete, const struct codex_place *place,
		     struct agent_queue *queue);

#endif
