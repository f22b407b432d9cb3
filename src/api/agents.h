/*
 * agents.h - agents' programs on this machine.
 */
#ifndef LEADHAND_API_AGENTS_H
#define LEADHAND_API_AGENTS_H

#include "spec/config.h"

#include <stdbool.h>

/* Agents that leadhand knows by name and that are on PATH, a list; the caller's. */
char *agents_found(void);
/* The first in such a list that leadhand can drive, the caller's; NULL where there is none. */
char *agents_driven(const char *found);
/* All names that agents_found() looks for, for people. Borrowed. */
const char *agents_looked_for(void);
/* The program that an agent of the configuration starts, the caller's. */
char *agent_program(const struct config_agent *agent);
/* Whether a program would be found by what runs in `top`: on PATH, or at its path. */
bool program_is_there(const char *top, const char *program);
/* What `PROGRAM --version` says, one clean line, the caller's; ERR_MISSING, ERR_TIMEOUT after 15
 * s (what runs on node may need half of that on a busy machine), ERR_CHILD. */
int agent_version(const char *program, char **version, struct err *err) MUST_USE;

#endif
