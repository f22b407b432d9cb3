/*
 * claude_words.h - what Claude Code is started with, and how it is spoken to.
 */
#ifndef LEADHAND_AGENT_CLAUDE_WORDS_H
#define LEADHAND_AGENT_CLAUDE_WORDS_H

#include "agent/agent.h"

/*
 * The argument vector, a list of lines, the caller's; `thread` is the conversation to resume, or NULL.
 *
 * Of its settings only those of the user count, which are the session's own (`home`): a repository's
 * .claude/settings.json would have its hooks run unasked, and .mcp.json its servers started. That
 * leaves its CLAUDE.md unread, which is why the workspace is added once more as a folder whose
 * CLAUDE.md and rules count (see claude_words_env()). AGENTS.md and skills have no such way.
 */
char *claude_words_argv(const struct agent_turn *turn, const char *thread);
/* NAME=VALUE lines beside what all agents get, the caller's. */
char *claude_words_env(const struct agent_turn *turn);
/* For a person who goes on with `turn->thread`, a list of lines, the caller's; NULL where there is none. */
char *claude_words_attach(const struct agent_turn *turn);
/* What it would ask whoever sees its first screen in a new home, answered: .claude.json there, the caller's. */
char *claude_words_notes(const char *workspace);
/* Whether it may do all that it likes without a question: our walls are what holds it. */
bool claude_words_is_free(const struct agent_turn *turn);
/* Say it, as its user would. */
void claude_words_say(struct buf *send, const char *text);

#endif
