/*
 * codex_open.h - how codex is started, and how a conversation with it is opened.
 *
 * Hooks are given on the command line, so they hold for this process and stand in no file; codex runs none that is not
 * trusted, and trust is told with the conversation, of ours alone (a repository's own stay as they are).
 */
#ifndef LEADHAND_AGENT_CODEX_OPEN_H
#define LEADHAND_AGENT_CODEX_OPEN_H

#include "agent/agent.h"
#include "base/json.h"

struct codex_setup {
	char *run, *model, *workspace;				   /* owned; run and model may be NULL */
	char *tools, *tools_env, *hook, *instructions, *permissions; /* owned, may be NULL */
	bool has_walls;
};
void codex_setup_init(struct codex_setup *setup, const struct agent_turn *turn);
void codex_setup_release(struct codex_setup *setup);

/* The argument vector, a list of lines, the caller's. */
char *codex_open_argv(const struct codex_setup *setup);
/* What thread/start and thread/resume are told, the caller's; `trust` is what codex_open_trust() made, or NULL. */
json_t *codex_open_params(const struct codex_setup *setup, const json_t *trust);
/* Of the result of hooks/list: the hooks that are ours, with their digests, as codex keeps trust; the caller's. */
json_t *codex_open_trust(const struct codex_setup *setup, const json_t *result);
/* For a person who goes on with `turn->thread`, a list of lines, the caller's; NULL where there is none. */
char *codex_open_attach(const struct agent_turn *turn);
/* Where it keeps its things, whatever command starts it. */
const struct agent_home *codex_open_home(const char *run);

#endif
