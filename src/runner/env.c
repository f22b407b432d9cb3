/* env.c - see env.h. */
#include "runner/env.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/inside.h"
#include "sys/proc.h"

#include <stdlib.h>
#include <string.h>

static void env_take(struct env *env, char *item)
{
	env->items = mem_grow(env->items, env->count + 2, sizeof *env->items);
	env->items[env->count++] = item;
	env->items[env->count] = 0;
}

void env_for_gate(struct env *env, const struct job *job)
{
	/* A floor that was started from a git hook, or inside a session, must not hand that on.
	 */
	static const char *const strangers[] = {
		"GIT_DIR",
		"GIT_WORK_TREE",
		"GIT_INDEX_FILE",
		"GIT_PREFIX",
		"GIT_COMMON_DIR",
		"GIT_NAMESPACE",
		"GIT_OBJECT_DIRECTORY",
		"GIT_ALTERNATE_OBJECT_DIRECTORIES",
		"GIT_CEILING_DIRECTORIES",
		"GIT_EXEC_PATH",
		"GIT_QUARANTINE_PATH",
		"GIT_CONFIG_COUNT",
		"GIT_CONFIG_PARAMETERS",
		"LD_PRELOAD",
		"LD_AUDIT",
		"BASH_ENV",
		"ENV",
		"PYTHONSTARTUP",
		"NODE_OPTIONS",
		"PERL5OPT",
		"RUBYOPT",
		"LEADHAND_TASK",
		"LEADHAND_TASK_FILE",
		"LEADHAND_SESSION",
		"LEADHAND_DOOR",
		"LEADHAND_SWARM",
		"LEADHAND_TESTS_FILE",
		"LEADHAND_SEED",
	};

	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
		env_take(env, mem_dup(strangers[i]));
	env_take(env, mem_dup(job->mark));
	env_take(env, mem_printf("LEADHAND_BASE=%s", job->base));
}

static void add_sharing(struct env *env, const struct job *job)
{
	if (job->is_shared)
		env_take(env, mem_printf("LEADHAND_SWARM=%s", job->room));
}

/* In a worktree the settings are the lead's: who commits there, with what, is said by the environment. */
static void add_worktree(struct env *env, const struct job *job)
{
	static const char *const settings[][2] = { { "commit.gpgsign", "false" }, { "tag.gpgsign", "false" },
						   { "gc.auto", "0" }, { "maintenance.auto", "false" } };
	int n = sizeof settings / sizeof *settings;

	if (job->workspace.kind != WORKSPACE_worktree)
		return;
	env_take(env, mem_printf("GIT_AUTHOR_NAME=%s", job->agent));
	env_take(env, mem_printf("GIT_AUTHOR_EMAIL=%s@leadhand.invalid", job->agent));
	env_take(env, mem_printf("GIT_COMMITTER_NAME=%s", job->agent));
	env_take(env, mem_printf("GIT_COMMITTER_EMAIL=%s@leadhand.invalid", job->agent));
	env_take(env, mem_printf("GIT_CONFIG_COUNT=%d", n));
	for (int i = 0; i < n; i++) {
		env_take(env, mem_printf("GIT_CONFIG_KEY_%d=%s", i, settings[i][0]));
		env_take(env, mem_printf("GIT_CONFIG_VALUE_%d=%s", i, settings[i][1]));
	}
}

void env_for_agent(struct env *env, const struct job *job, const char *door)
{
	_autofree_ char *self = proc_self();
	const char *path = getenv("PATH");
	char *slash = self ? strrchr(self, '/') : 0;

	env_for_gate(env, job);
	env_take(env, mem_printf("LEADHAND_TASK=%s", job->task));
	env_take(env, mem_printf("LEADHAND_TASK_FILE=%s/prompt.md", job->dir));
	env_take(env, mem_printf("LEADHAND_SESSION=%lld", job->session));
	env_take(env, mem_printf("LEADHAND_DOOR=%s", door));
	if (slash) {
		_autofree_ char *ours = mem_printf("%.*s:%s", (int)(slash - self), self,
						   path ? path : "/usr/local/bin:/usr/bin:/bin");

		env_take(env, job->is_shared ? mem_printf("PATH=%s/bin:%s", job->room, ours)
					     : mem_printf("PATH=%s", ours));
	}
	add_sharing(env, job);
	add_worktree(env, job);
}

void env_for_again(struct env *env, const struct job *job, const char *tests_file)
{
	if (!job->tests_file)
		return;
	env_take(env, mem_printf("LEADHAND_TESTS_FILE=%s", tests_file));
	env_take(env, mem_printf("LEADHAND_SEED=%lld", job->seed));
}

/* Those of our variables that config.yaml names. */
static void add_named(struct env *env, const char *names)
{
	struct lines walk;

	LINES_EACH (walk, names) {
		const char *value = getenv(walk.line);

		if (value)
			env_take(env, mem_printf("%s=%s", walk.line, value));
	}
}

void env_for_walls(struct env *env, const struct job *job, enum env_knows knows)
{
	env_take(env, mem_dup(job->mark));
	env_take(env, mem_printf("LEADHAND_BASE=%s", job->base));
	if (knows >= ENV_config)
		add_named(env, job->walls.env);
	if (knows >= ENV_secrets)
		add_named(env, job->walls.secrets);
	if (knows < ENV_session)
		return;
	env_take(env, mem_printf("LEADHAND_TASK=%s", job->task));
	env_take(env, mem_dup("LEADHAND_TASK_FILE=" CELL_PROMPT));
	env_take(env, mem_printf("LEADHAND_SESSION=%lld", job->session));
	env_take(env, mem_dup("LEADHAND_DOOR=" CELL_DOOR));
	add_sharing(env, job);
	add_worktree(env, job);
}

void env_add_all(struct env *env, const char *const *more)
{
	for (; more && *more; more++)
		env_take(env, mem_dup(*more));
}

void env_add_lines(struct env *env, const char *list)
{
	struct lines walk;

	LINES_EACH (walk, list)
		env_take(env, mem_dup(walk.line));
}

void env_from_lines(struct env *env, const char *list)
{

	env->items = mem_grow(env->items, env->count + 1, sizeof *env->items);
	env->items[env->count] = 0;
	env_add_lines(env, list);
}

void env_release(struct env *env)
{
	for (size_t i = 0; i < env->count; i++)
		free(env->items[i]);
	free(env->items);
	*env = (struct env){ 0 };
}
