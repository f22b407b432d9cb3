/* outfit.c - see outfit.h. */
#include "runner/outfit.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/agent_home.h"
#include "runner/inside.h"
#include "sys/proc.h"

#include <string.h>
#include <unistd.h>

void outfit_make(struct outfit *outfit, const struct attempt *attempt, const char *door, struct agent_turn *turn)
{
	const struct job *job = attempt->job;
	bool has_walls = cell_has_walls(attempt->cell);
	_autofree_ char *self = has_walls ? mem_dup(CELL_BIN "/leadhand") : proc_self();

	(void)door;
	*outfit = (struct outfit){ .home = agent_home_seen(job, has_walls) };
	/* Argument vectors are lists of lines. */
	if (self && !strchr(self, '\n'))
		outfit->hook = mem_printf("%s\nhook", self);
	turn->home = outfit->home;
	turn->tools = outfit->tools;
	turn->tools_env = outfit->tools_env;
	turn->hook = outfit->hook;
	turn->instructions = outfit->instructions;
	turn->permissions = job->permissions;
	turn->has_walls = has_walls;
	turn->is_root = !geteuid();
}

char *outfit_env(const struct outfit *outfit, const struct job *job, const struct agent_kind *kind,
		 struct agent *agent)
{
	const struct agent_home *home = agent_home_of(job);
	_autofree_ char *own = kind->env ? kind->env(agent) : 0;
	struct lines walk;
	char *list = 0;

	if (home && home->variable && outfit->home) {
		_autofree_ char *line = mem_printf("%s=%s", home->variable, outfit->home);

		lines_add(&list, line);
	}
	LINES_EACH(walk, own)
		lines_add(&list, walk.line);
	return list;
}

void outfit_judge(const struct attempt *attempt, struct judge *judge)
{
	const struct job *job = attempt->job;

	*judge = (struct judge){
		.workspace = cell_dir(attempt->cell, CELL_agent),
		/* In a shared checkout it may hold more paths by now than its task's. */
		.scope = job->is_shared ? 0 : job->scope,
		.forbid = job->forbid,
		.protect = job->protect,
		.keeps_nothing = job->keeps_nothing,
	};
}

void outfit_release(struct outfit *outfit)
{
	free(outfit->home);
	free(outfit->tools);
	free(outfit->tools_env);
	free(outfit->hook);
	free(outfit->instructions);
	*outfit = (struct outfit){ 0 };
}
