/* launch.c - see launch.h. */
#include "runner/launch.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/cell_view.h"

#include <string.h>

/* A kind may have something done before the program that was asked for. */
static size_t place_of(const struct env *argv, const char *program)
{
	for (size_t i = 0; i < argv->count; i++)
		if (text_same(argv->items[i], program))
			return i;
	return 0;
}

int launch_find(const struct launch_wish *wish, struct err *err)
{
	_cleanup_(env_release) struct env argv = { 0 };
	_autofree_ char *found = 0;
	const char *name;

	env_from_lines(&argv, wish->words);
	name = argv.count ? argv.items[place_of(&argv, wish->program)] : 0;
	/* A path may be the workspace's own. */
	if (!name || strchr(name, '/'))
		return 0;
	found = cell_program(name);
	return found ? 0 : err_set(err, ERR_MISSING, "there is no program '%s' on PATH", name);
}

int launch_prepare(struct launch *launch, struct attempt *attempt, const struct launch_wish *wish, struct err *err)
{
	_autofree_ char *program = 0;
	size_t at;

	*launch = (struct launch){ 0 };
	env_from_lines(&launch->argv, wish->words);
	if (!launch->argv.count)
		return err_set(err, ERR_USAGE, "agent '%s' has nothing to run: say what in config.yaml (run:)",
			       attempt->job->agent);
	/* As it is found where walls show it, too. */
	at = place_of(&launch->argv, wish->program);
	program = cell_program(launch->argv.items[at]);
	if (program)
		mem_replace(&launch->argv.items[at], steal(&program));
	cell_set_agent_env(attempt->cell, wish->env);
	return cell_wrap(attempt->cell, CELL_agent, (const char *const *)launch->argv.items, wish->door, &launch->run, err);
}

void launch_release(struct launch *launch)
{
	cell_run_release(&launch->run);
	env_release(&launch->argv);
}
