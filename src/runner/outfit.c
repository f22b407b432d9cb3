/* outfit.c - see outfit.h. */
#include "runner/outfit.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/agent_home.h"
#include "runner/conventions.h"
#include "runner/inside.h"
#include "sys/proc.h"

#include <string.h>
#include <unistd.h>

/* The work can be done without them, and the lead reads what was missing. */
static void install_conventions(struct attempt *attempt)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0;
	json_t *line;

	if (!conventions_install(attempt->job, cell_has_walls(attempt->cell), &err))
		return;
	text = mem_printf("conventions and skills were not all handed on: %s", err.text);
	line = json_object();
	json_put(line, "text", text);
	journal_add(attempt->journal, "note", line);
}

int outfit_prepare(struct attempt *attempt, struct err *err)
{
	if (agent_home_make(attempt->job, cell_has_walls(attempt->cell), err))
		return err->code;
	install_conventions(attempt);
	return 0;
}

/* What the program would not find by itself is said. */
static void add_words(struct outfit *outfit, const struct job *job, bool has_walls, struct agent_turn *turn)
{
	_autofree_ char *words = conventions_words(job, has_walls);

	if (!words)
		return;
	outfit->prompt = mem_printf("%s%s", turn->prompt, words);
	turn->prompt = outfit->prompt;
	if (!turn->prompt_anew)
		return;
	outfit->prompt_anew = mem_printf("%s%s", turn->prompt_anew, words);
	turn->prompt_anew = outfit->prompt_anew;
}

/* A client may start the server with next to nothing in its environment. */
static char *tools_env(const struct job *job, const char *door, const char *self)
{
	const char *path = getenv("PATH"), *usual = "/usr/local/bin:/usr/bin:/bin";
	_autofree_ char *bin = mem_dup_part(self, (size_t)(strrchr(self, '/') - self));

	return mem_printf("LEADHAND_DOOR=%s\nLEADHAND_TASK=%s\nLEADHAND_SESSION=%lld\nPATH=%s:%s", door, job->task,
			  job->session, bin, text_is_empty(path) || !strcmp(bin, CELL_BIN) ? usual : path);
}

void outfit_make(struct outfit *outfit, const struct attempt *attempt, const char *door, struct agent_turn *turn)
{
	const struct job *job = attempt->job;
	bool has_walls = cell_has_walls(attempt->cell);
	_autofree_ char *self = has_walls ? mem_dup(CELL_BIN "/leadhand") : proc_self();

	*outfit = (struct outfit){ .home = agent_home_seen(job, has_walls) };
	/* Argument vectors and environments are lists of lines. */
	if (self && !strchr(self, '\n') && !strchr(door, '\n')) {
		outfit->hook = mem_printf("%s\nhook", self);
		outfit->tools = mem_printf("%s\ntools", self);
		outfit->tools_env = tools_env(job, has_walls ? CELL_DOOR : door, self);
	}
	turn->home = outfit->home;
	turn->tools = outfit->tools;
	turn->tools_env = outfit->tools_env;
	turn->hook = outfit->hook;
	turn->instructions = outfit->instructions;
	turn->permissions = job->permissions;
	turn->has_walls = has_walls;
	turn->is_root = !geteuid();
	add_words(outfit, job, has_walls, turn);
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
	free(outfit->prompt);
	free(outfit->prompt_anew);
	*outfit = (struct outfit){ 0 };
}
