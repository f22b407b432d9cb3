/*
 * command.h - any program as an agent: the prompt goes in, the exit status comes out.
 *
 * It finds its task on standard input (and in LEADHAND_TASK_FILE), works in the
 * workspace, and has done its turn when it exits with 0.
 */
#ifndef LEADHAND_AGENT_COMMAND_H
#define LEADHAND_AGENT_COMMAND_H

#include "agent/agent.h"

/* See agent.h for the contract. Every line of standard output is a note. */
extern const struct agent_kind agent_command;

#endif
