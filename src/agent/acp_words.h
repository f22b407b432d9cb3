/*
 * acp_words.h - what an ACP agent's program is started with.
 *
 * The command line is the lead's (`run`); what the program needs to speak the protocol is added where it is not said.
 */
#ifndef LEADHAND_AGENT_ACP_WORDS_H
#define LEADHAND_AGENT_ACP_WORDS_H

#include "agent/acp_quirk.h"

/* The argument vector, a list of lines, the caller's; `model` and `session` may be NULL. */
char *acp_words_argv(const struct acp_quirk *quirk, const char *run, const char *model, const char *session);
/* For a person who goes on with `turn->thread`, a list of lines, the caller's; NULL where there is none. */
char *acp_words_attach(const struct agent_turn *turn);

#endif
