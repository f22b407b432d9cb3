/*
 * config.h - .leadhand/config.yaml, read strictly.
 *
 * Every key has a default; an unknown key, a wrong type or a bad pattern is an
 * error "file:line:column: text" that names the key that was meant, where one is close.
 */
#ifndef LEADHAND_SPEC_CONFIG_H
#define LEADHAND_SPEC_CONFIG_H

#include "base/err.h"
#include "spec/walls.h"

#include <stdbool.h>
#include <stddef.h>

/* The kinds whose protocol leadhand speaks: agent/ has a decoder for each of them, and for no other. */
#define DRIVEN_KINDS(X) X(claude) X(codex) X(acp) X(command)

struct config_agent {
	char *name;  /* owned */
	char *kind;  /* owned: claude, codex, acp, command */
	char *run;   /* owned: a list of lines; "" where none was given */
	char *model; /* owned or NULL */
	char *provider; /* owned or NULL: whose rate limits count; see config_provider() */
	char *permissions; /* owned or NULL: allow (the usual), ask or refuse what it asks to be allowed */
};

struct config_gate {
	char *name, *run;     /* owned */
	char *report, *when, *again; /* owned or NULL; when is a list of patterns; again runs what failed once more */
	char *coverage;	      /* owned or NULL: a pattern, where it writes LCOV */
	long long timeout_ms; /* default 10 min */
	bool held_out;
	bool is_red_first; /* `red: true`, in a task's accept only */
};

struct config {
	char *target;	 /* owned; NULL: the branch that HEAD names at `up` */
	char *agent;	 /* owned; default "codex" */
	char *workspace; /* owned; default "auto": the best that the machine can */
	char *setup;	 /* owned or NULL */
	struct config_agent *agents; /* owned; those of known.h are there without being written */
	size_t agent_count;
	struct config_gate *gates; /* owned */
	size_t gate_count;
	char *protect; /* owned: list of patterns, "" where none */
	long long sessions, checks, rounds, reruns, tokens, lines; /* limits */
	long long time_ms, review_buffer_ms, cost_microusd; /* limits too */
	long long answer_ms, stagger_ms, silence_ms, day_tokens, day_cost_microusd; /* limits too; 0: none */
	long long load, memory_bytes; /* processes a processor; left free; 0: whatever */
	char *generated; /* owned: list of patterns that tools write: no reason to wait for one another */
	struct config_walls walls;
	char *review_default; /* owned: each | sampled | policy */
	char *review_classes; /* owned: a list of "class=mode" */
	char *network;	      /* owned: list of hosts beyond what the agent's kind needs */
	char *notify; /* owned: list of "bell", "desktop", "run [JSON]", "webhook ADDRESS" */
};

/* Defaults: sessions 3, checks 2, rounds 2, reruns 5, time 2h, tokens 2M, cost 5.00, lines 400,
 * review_buffer 60m, answer 4h, stagger 1s, silence 10m, load 4, memory 256M; lock files are generated. */
void config_init(struct config *config);
/* Read a text that came from `path` (used in messages only) into *config, which holds nothing
 * yet. On failure *config is untouched, err has the first complaint, "path:line:col: text". */
int config_parse(const char *path, const char *text, size_t len, struct config *config,
		 struct err *err) MUST_USE;
/* Read the file; where there is none, the defaults. */
int config_load(const char *path, struct config *config, struct err *err) MUST_USE;
const struct config_agent *config_find_agent(const struct config *config, const char *name);
/* Whose rate limits an agent runs into: what it says, or its kind's (anthropic, openai), or itself. Borrowed. */
const char *config_provider(const struct config_agent *agent);
/* each, sampled or policy, for a task of that class. Borrowed. */
const char *config_review_of(const struct config *config, const char *class);
void config_release(struct config *config);

#endif
