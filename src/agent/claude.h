/*
 * claude.h - Claude Code, spoken to by `claude -p` with stream-json both ways: bytes in, events out.
 *
 * Pure: nothing here reads, writes or waits. One process is one turn: it is started with the
 * conversation to go on with (--resume), told the prompt on standard input, and goes when that
 * is closed after its result (Claude Code 2.1.330).
 */
#ifndef LEADHAND_AGENT_CLAUDE_H
#define LEADHAND_AGENT_CLAUDE_H

#include "agent/agent.h"

/*
 * See agent.h for the contract. A result ends the turn when nothing is left that the program
 * would come back from by itself: sub-agents in the background are waited for, commands left
 * running there are asked to stop. A conversation that is not known any more is begun anew in
 * a second process (restart).
 */
extern const struct agent_kind agent_claude;

#endif
