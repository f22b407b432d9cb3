/*
 * judge.h - what an agent is told at once, when its program's hook says what it did.
 *
 * Early words, never a gate: the verdict is taken from what it commits. Each thing is said once a turn, so that
 * a program that lets itself be kept from ending a few times in a row (Claude Code: eight) never gets there. Pure.
 */
#ifndef LEADHAND_RUNNER_JUDGE_H
#define LEADHAND_RUNNER_JUDGE_H

#include "base/json.h"

struct judge {
	const char *workspace;		      /* borrowed, as the program sees it; NULL judges nothing */
	const char *scope, *forbid, *protect; /* borrowed lists; NULL or "" is none, and a scope of none is everything */
	bool keeps_nothing;		      /* what it edits is not kept: nothing has to be committed */
	char *told;			      /* owned: a list of the paths that were told of */
	bool has_told_loose;
};

/* A hook's word (hook.h). What the agent is to be told, the caller's, or NULL; *note, the caller's, is what the lead's log says
 * of it, or NULL. */
char *judge_hook(struct judge *judge, const json_t *word, char **note);
void judge_release(struct judge *judge);

#endif
