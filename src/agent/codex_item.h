/*
 * codex_item.h - what a codex item says about what the agent is doing, as notes.
 */
#ifndef LEADHAND_AGENT_CODEX_ITEM_H
#define LEADHAND_AGENT_CODEX_ITEM_H

#include "agent/agent.h"

/* Note an item that began, or (is_complete) that is finished; paths are told relative to
 * `workspace`. */
void codex_item_note(const json_t *item, bool is_complete, const char *workspace,
		     struct agent_queue *queue);

#endif
