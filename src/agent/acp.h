/*
 * acp.h - any program that speaks the Agent Client Protocol, version 1, over its standard input and output.
 *
 * One process is one turn: the conversation is opened anew, resumed or loaded, gets one prompt, and is over with the
 * prompt's response. File system and terminal are the program's own business here: both are declared off.
 */
#ifndef LEADHAND_AGENT_ACP_H
#define LEADHAND_AGENT_ACP_H

#include "agent/agent.h"

extern const struct agent_kind agent_acp;

#endif
