/*
 * env.h - what an agent or a gate finds in its environment.
 */
#ifndef LEADHAND_RUNNER_ENV_H
#define LEADHAND_RUNNER_ENV_H

#include "runner/job.h"

#include <stdbool.h>
#include <stddef.h>

/* "NAME=value" is added to ours, "NAME" alone unset; ends with NULL. */
struct env {
	char **items; /* owned, as the strings */
	size_t count;
};

/* For a gate or a setup: nothing of a git hook or of a session that we may run in. */
void env_for_gate(struct env *env, const struct job *job);
/* For a gate: where its `again` command finds the names of what failed, an empty file for any other, and a seed for an
 * order. The first time as in a rerun. */
void env_for_again(struct env *env, const struct job *job, const char *tests_file);
/* For an agent, with the door's path. */
void env_for_agent(struct env *env, const struct job *job, const char *door);
/* All that a program behind walls finds: the mark and the base, and by what it is let know what config.yaml passes on,
 * the secrets, and the words of a session. */
enum env_knows { ENV_little, ENV_config, ENV_secrets, ENV_session };
void env_for_walls(struct env *env, const struct job *job, enum env_knows knows);
void env_add_all(struct env *env, const char *const *more);
void env_add_lines(struct env *env, const char *list);
void env_release(struct env *env);

/* A list of lines as an argument vector that ends with NULL; freed with env_release(). */
void env_from_lines(struct env *env, const char *list);

#endif
