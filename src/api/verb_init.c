/* verb_init.c - a first configuration, from what the repository shows. */
#include "api/verbs.h"

#include "api/agents.h"
#include "api/repository.h"
#include "api/wording.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/start.h"
#include "sys/fs.h"

#include <string.h>

static char *first_target(const struct place *place)
{
	char *branch = repository_branch(place);

	if (!branch)
		branch = mem_dup(repository_has_branch(place, "master") &&
						 !repository_has_branch(place, "main")
					 ? "master"
					 : "main");
	return branch;
}

static void put_gates(json_t *out, const struct start *start)
{
	json_t *gates = json_object();

	json_put(gates, "setup", start->setup);
	json_put(gates, "build", start->build);
	json_put(gates, "test", start->test);
	json_put(gates, "lint", start->lint);
	json_object_set_new(out, "commands", gates);
	json_object_set_new(out, "found", json_from_lines(start->found));
	json_object_set_new(out, "protect", json_from_lines(start->protect));
}

static int write_config(const struct place *place, const struct start *start, struct err *err)
{
	_autofree_ char *folder = mem_printf("%s/.leadhand/tasks", place->top);
	_autofree_ char *text = start_config(start);
	int code = fs_make_open_dirs(folder, err);

	return code ? code : fs_write_new(place->config, text, strlen(text), err);
}

static const char *next_step(const struct start *start, bool has_commit)
{
	if (!has_commit)
		return "make a first commit: work begins from one";
	if (text_is_empty(start->agent))
		return "install codex or claude, or name a command of yours as the agent in "
		       ".leadhand/config.yaml";
	if (text_is_empty(start->test) && text_is_empty(start->build))
		return "write your test command under 'gates' in .leadhand/config.yaml";
	return "leadhand add \"what you want done\"";
}

int verb_init(struct call *call, json_t **out, struct err *err)
{
	const struct place *place = &call->place;
	_autofree_ char *agents = agents_found();
	_cleanup_(start_release) struct start start = { 0 };
	bool has_commit;

	if (call_has(call, "prompt"))
		return wording_begin(place, out, err);
	if (fs_exists(place->config))
		return err_set(err, ERR_CONFLICT,
			       "there is a .leadhand/config.yaml already: nothing was changed");
	start_look(place->top, &start);
	start.target = first_target(place);
	start.agent = agents_driven(agents);
	if (write_config(place, &start, err))
		return err->code;
	has_commit = repository_has_branch(place, start.target);
	*out = json_object();
	json_put(*out, "wrote", ".leadhand/config.yaml");
	json_put(*out, "top", place->top);
	json_put(*out, "target", start.target);
	json_object_set_new(*out, "has_commit", json_boolean(has_commit));
	json_put(*out, "agent", start.agent);
	json_object_set_new(*out, "agents", json_from_lines(agents));
	json_put(*out, "looked_for", agents_looked_for());
	put_gates(*out, &start);
	json_put(*out, "next", next_step(&start, has_commit));
	return 0;
}
