/*
 * acp_quirk.h - what the known programs do beside the protocol, or otherwise.
 *
 * Every row was seen in the program of the version that it names; a program without a row works by the protocol
 * alone.
 */
#ifndef LEADHAND_AGENT_ACP_QUIRK_H
#define LEADHAND_AGENT_ACP_QUIRK_H

#include "agent/agent.h"

struct acp_quirk {
	const char *program;	   /* as it stands in a command line */
	const char *name;	   /* as it calls itself in `initialize`; NULL: as the program */
	const char *subcommand;	   /* that makes it speak the protocol; NULL: it does by itself */
	const char *model_option;  /* in its command line; NULL: chosen in the session */
	const char *prelude;	   /* a line of shell before it goes on with conversation $1; "$@" is the program then */
	/* Lists of the modes to take, the first that is offered: behind walls, without them, and to be asked. */
	const char *mode_free, *mode_own, *mode_ask;
	const char *variables;	   /* NAME=VALUE lines */
	const char *attach, *attach_free; /* its program for a person, and what frees it of asking behind walls */
	const char *attach_session;	  /* the option before the session's id */
	const struct agent_home *home;
	long long quiet_ms;	   /* as agent_able has it */
	bool tells_failures;	   /* only where the extension `sessionFailure` is declared */
	bool tells_children;	   /* sub-agents are sessions of their own; its turn does not wait for them */
	bool replays_late;	   /* the history of a loaded session comes after the response */
	bool names_in_ids;	   /* of a tool call: "write_file__fc_1" */
	bool ends_by_refusal;	   /* a permission that is refused is the end of the turn */
	const char *aside;	   /* with this begins what it says itself as if the model had said it; NULL: never */
	bool marks_words;	   /* the model's words have an id; what has none the program says itself, also of a failure */
	bool retries_in_words;	   /* "Retrying (attempt 1/3, waiting 2s)..." as if the model said so */
	bool closes_git;	   /* its own sandbox keeps .git from being written, unless that is a folder of the session too */
	bool ignores_tools;	   /* the MCP servers of a session are not started */
};

/* By the words of a command line (a list of lines), or by the name in `agentInfo`. Never NULL. */
const struct acp_quirk *acp_quirk_of_command(const char *run);
const struct acp_quirk *acp_quirk_of_name(const char *name, const struct acp_quirk *otherwise);
/* Whether the command line has the word. */
bool acp_command_has(const char *run, const char *word);

#endif
