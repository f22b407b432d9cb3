/*
 * claude_tool.h - what a call of one of Claude Code's tools is about.
 */
#ifndef LEADHAND_AGENT_CLAUDE_TOOL_H
#define LEADHAND_AGENT_CLAUDE_TOOL_H

#include "agent/event.h"

/* The command, path or query that a tool is called with, the caller's; NULL where none is known. */
char *claude_tool_target(const json_t *input, const char *workspace);
/* The path of the file that it changes, borrowed from `input`; NULL where it changes none. */
const char *claude_tool_edits(const char *name, const json_t *input);
/* The same for the same call: the caller's. */
char *claude_tool_digest(const char *name, const json_t *input);

#endif
