/*
 * codex.h - OpenAI's codex, spoken to by `codex app-server`: bytes in, events out.
 *
 * Pure: nothing here reads, writes or waits. The owner feeds it the lines that the
 * program printed, sends what stands in `send`, and acts on the events. Protocol:
 * JSON-RPC without the "jsonrpc" member, one object a line (codex 0.169.0).
 */
#ifndef LEADHAND_AGENT_CODEX_H
#define LEADHAND_AGENT_CODEX_H

#include "agent/agent.h"

/* See agent.h for the contract. Ends its turn with turn/completed; resumes `thread` where one
 * is given and falls back to a new one where the program no longer knows it. */
extern const struct agent_kind agent_codex;

#endif
