/* cell.c - see cell.h; what each box shows is in cell_view.c. */
#include "runner/cell.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/cell_view.h"
#include "runner/inside.h"
#include "sys/fs.h"
#include "walls/group.h"
#include "walls/net.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NOTE_BYTES = 300 };

struct cell {
	const struct job *job;	 /* borrowed, as the next two */
	struct loop *loop;
	struct journal *journal;
	char *tree, *objects;	 /* owned; objects is NULL for the workspace's own */
	char *agent_env;	 /* owned list or NULL */
	struct box *boxes[CELL_USES]; /* owned; made when they are first needed */
	struct net *net;	 /* owned; NULL until something needs it */
};

static void cell_told(void *owner, const char *what)
{
	struct cell *cell = owner;
	_autofree_ char *clean = text_clean(what, strlen(what), NOTE_BYTES), *text = mem_printf(CELL_WORD "%s", clean);
	json_t *line;

	/* A visitor keeps none. */
	if (!cell->journal)
		return;
	line = json_object();
	json_put(line, "text", text);
	journal_add(cell->journal, "note", line);
}

static int open_net(struct cell *cell, struct err *err)
{
	const struct net_spec spec = { .loop = cell->loop, .allow = cell->job->walls.network,
				       .told = cell_told, .owner = cell, .says_no = true };

	return cell->net ? 0 : net_new(&spec, &cell->net, err);
}

static bool has_net(enum cell_use use)
{
	return use == CELL_agent || use == CELL_setup;
}

static int fill_env(struct cell *cell, enum cell_use use, struct env *env, struct err *err)
{
	/* A gate reaches nothing that a secret could open. */
	static const enum env_knows knows[CELL_USES] = { [CELL_setup] = ENV_secrets, [CELL_agent] = ENV_session,
							 [CELL_gate] = ENV_config, [CELL_carry] = ENV_little,
							 [CELL_visit] = ENV_secrets };

	env_for_walls(env, cell->job, knows[use]);
	if (use == CELL_agent)
		env_add_lines(env, cell->agent_env);
	if (use == CELL_gate)
		env_for_again(env, cell->job, CELL_TESTS);
	if (!has_net(use))
		return 0;
	if (open_net(cell, err))
		return err->code;
	env_add_all(env, net_env(cell->net));
	return 0;
}

/* No other job of this machine has that name. */
static char *group_name(const struct job *job, const char *use)
{
	_autofree_ char *owner = group_owner(job->dir);

	return mem_printf("%s%lld-%s", owner, job->attempt, use);
}

static char *both_lists(const char *a, const char *b)
{
	char *list = 0;
	struct lines walk;

	LINES_EACH(walk, a)
		lines_add(&list, walk.line);
	LINES_EACH(walk, b)
		lines_add(&list, walk.line);
	return list;
}

static int open_box(struct cell *cell, enum cell_use use, const char *program, struct err *err)
{
	static const char *const names[CELL_USES] = { "setup", "agent", "gate", "carry", "agent" };
	const struct job *job = cell->job;
	const struct job_walls *walls = &job->walls;
	bool is_ours = use == CELL_carry;
	_autofree_ char *room = mem_printf("%s/box-%s", job->room, names[use]);
	/* A visitor has the agent's home, but is none of what a limit of the agent's ends. */
	_autofree_ char *visitor = mem_printf("visit-%d", (int)getpid());
	_autofree_ char *name = group_name(job, use == CELL_visit ? visitor : names[use]), *bin = 0, *readable = 0;
	_cleanup_(cell_view_release) struct cell_view view = { 0 };
	_cleanup_(env_release) struct env env = { 0 };
	const struct cell_seen seen = { use, cell->tree, cell->objects, program };
	struct box_spec spec = {
		.room = room, .dir = cell_dir(cell, use), .net = -1, .name = name,
		.read = is_ours ? "" : walls->read, .write = is_ours ? "" : walls->write,
		.limits = { walls->memory_bytes, walls->processes, walls->cpu_percent, walls->disk_bytes, walls->files },
		.loop = use == CELL_agent ? cell->loop : 0, .tried = cell_told, .owner = cell, .tells_writes = true,
	};

	if (cell->boxes[use])
		return 0;
	/* Where agents read, the code that is judged could leave what it saw. */
	if (use == CELL_gate && job->is_held_out) {
		readable = both_lists(walls->read, walls->write);
		spec.read = readable;
		spec.write = "";
	}
	/* What an agent wrote is saved whole, also the file with which it went too far. */
	if (is_ours)
		spec.limits.file_bytes = 0;
	if (job->is_shared && use == CELL_agent) {
		bin = mem_printf("%s/bin", job->room);
		spec.path = bin;
	}
	if (fs_make_dirs(room, err) || cell_view_make(job, &seen, &view, err) ||
	    fill_env(cell, use, &env, err))
		return err->code;
	spec.binds = view.binds;
	spec.bind_count = view.count;
	spec.env = (const char *const *)env.items;
	if (has_net(use))
		spec.net = net_namespace(cell->net);
	return box_new(&spec, &cell->boxes[use], err);
}

struct cell *cell_new(const struct job *job, struct loop *loop, struct journal *journal)
{
	struct cell *cell = mem_new(1, sizeof *cell);

	*cell = (struct cell){ .job = job, .loop = loop, .journal = journal, .tree = mem_dup(job->workspace.path) };
	return cell;
}

bool cell_has_walls(const struct cell *cell)
{
	return !cell->job->walls.is_bare;
}

const char *cell_dir(const struct cell *cell, enum cell_use use)
{
	return cell_has_walls(cell) && use != CELL_carry ? cell->job->walls.inside : cell->tree;
}

void cell_set_tree(struct cell *cell, const char *tree, const char *objects)
{
	mem_replace(&cell->tree, mem_dup(tree));
	mem_replace(&cell->objects, objects ? mem_dup(objects) : 0);
	for (int i = 0; i < CELL_USES; i++) {
		box_free(cell->boxes[i]);
		cell->boxes[i] = 0;
	}
}

void cell_set_agent_env(struct cell *cell, const char *list)
{
	mem_replace(&cell->agent_env, list ? mem_dup(list) : 0);
}

int cell_wrap(struct cell *cell, enum cell_use use, const char *const *argv, const char *door,
	      struct cell_run *run, struct err *err)
{
	*run = (struct cell_run){ 0 };
	if (cell_has_walls(cell)) {
		if (open_box(cell, use, argv[0], err) || box_wrap(cell->boxes[use], argv, &run->box, err))
			return err->code;
		run->argv = run->box.argv;
		run->env = run->box.env;
		run->extra = &run->box.extra;
		return 0;
	}
	if (use == CELL_agent) {
		env_for_agent(&run->variables, cell->job, door);
		env_add_lines(&run->variables, cell->agent_env);
	} else {
		env_for_gate(&run->variables, cell->job);
		if (use == CELL_gate)
			env_for_again(&run->variables, cell->job, cell->job->tests_file);
	}
	run->argv = argv;
	run->env = (const char *const *)run->variables.items;
	run->dir = cell->tree;
	return 0;
}

void cell_run_release(struct cell_run *run)
{
	box_run_release(&run->box);
	env_release(&run->variables);
}

char *cell_verdict(struct cell *cell, enum cell_use use)
{
	return cell->boxes[use] ? box_verdict(cell->boxes[use]) : 0;
}

void cell_free(struct cell *cell)
{
	if (!cell)
		return;
	for (int i = 0; i < CELL_USES; i++)
		box_free(cell->boxes[i]);
	net_free(cell->net);
	free(cell->tree);
	free(cell->objects);
	free(cell->agent_env);
	free(cell);
}
