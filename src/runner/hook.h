/*
 * hook.h - an agent's program says by its hook what it did, and hears what leadhand has to say to that.
 *
 * The agent's side: `leadhand hook` inside the session, started by Claude Code or Codex with JSON on standard
 * input. It speaks to the door: {"word":"hook","event":"PostToolUse","tool":"Edit","paths":[...],"loose":[...],
 * "loose_count":3,"detail":"..."}, answered {"say":"..."}. Whatever goes wrong, the agent goes on unhindered.
 */
#ifndef LEADHAND_RUNNER_HOOK_H
#define LEADHAND_RUNNER_HOOK_H

#include "base/json.h"

/* What a hook's input says, as the door's word, without what only git knows; the caller's reference. NULL for an event that
 * nobody asks for. Pure; everything in it is bounded. */
json_t *hook_read(const json_t *input);
/* Read the input of a hook from `fd`, ask, and give back what the agent is to be told, the caller's, or NULL. Takes a few
 * seconds at the most. */
char *hook_hear(int fd);

#endif
