/* cell_view.c - see cell_view.h. */
#include "runner/cell_view.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/agent_home.h"
#include "runner/inside.h"
#include "sys/fs.h"
#include "sys/proc.h"
#include "walls/tools.h"
#include "workspace/carry.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void add(struct cell_view *view, const char *from, const char *to, bool is_writable)
{
	view->binds = mem_grow(view->binds, view->count + 1, sizeof *view->binds);
	view->binds[view->count++] = (struct box_bind){ .from = mem_dup(from), .to = mem_dup(to ? to : from),
							.is_writable = is_writable };
}

static void add_objects(struct cell_view *view, const struct job *job, const char *objects)
{
	_autofree_ char *list = objects ? mem_dup(objects) : workspace_objects(&job->workspace);
	struct lines walk;

	LINES_EACH(walk, list)
		add(view, walk.line, 0, false);
}

/* A program of the lead's that lies where a box shows nothing: with all that belongs to it. */
static void add_program(struct cell_view *view, const struct job *job, const char *name)
{
	_autofree_ char *program = cell_program(name);
	const char *const kept[] = { job->room, job->top, 0 };
	_autofree_ char *shown = program ? walls_program(program, kept) : 0;

	for (size_t i = 0; shown && i < view->count; i++)
		if (text_same(view->binds[i].from, shown))
			return;
	if (shown)
		add(view, shown, 0, false);
}

/* What its program keeps, and in it the lead's logins, not to be changed. */
static void add_home(struct cell_view *view, const struct job *job)
{
	const struct agent_home *home = agent_home_of(job);
	_autofree_ char *folder = agent_home_folder(job, true), *seen = agent_home_seen(job, true);

	if (!home)
		return;
	/* Of the box's own HOME it is a part already. */
	if (home->variable)
		add(view, folder, seen, true);
	for (const char *const *name = home->logins; name && *name; name++) {
		_autofree_ char *login = agent_home_of_lead(home, *name), *to = mem_printf("%s/%s", seen, *name);

		if (login)
			add(view, login, to, false);
	}
}

static void add_agent(struct cell_view *view, const struct job *job, const char *other)
{
	_autofree_ char *name = mem_dup_part(job->run, strcspn(job->run, "\n"));
	_autofree_ char *door = mem_printf("%s/door.sock", job->room);
	_autofree_ char *prompt = mem_printf("%s/prompt.md", job->dir);

	add(view, door, CELL_DOOR, true);
	add(view, prompt, CELL_PROMPT, false);
	add_program(view, job, *name ? name : job->kind);
	if (other)
		add_program(view, job, other);
	add_home(view, job);
}

/* Every folder on the way to a ref of the checkout's. */
static void add_way(struct cell_view *view, const char *git_dir, const char *space, const char *target)
{
	_autofree_ char *ref = mem_printf("%s/%s/%s", git_dir, space, target);

	for (char *slash = ref + strlen(git_dir); (slash = strchr(slash, '/')); *slash++ = '/') {
		*slash = 0;
		if (strcmp(ref, git_dir))
			add(view, ref, 0, true);
	}
}

/*
 * Leadhand sets the branch from outside while agents run. What is mounted cannot be removed, renamed or replaced from
 * inside: neither the repository nor a folder on the way to the branch becomes a link into the lead's, "commondir" goes
 * on to say that this is all there is of it. Each session has logs of its own, so none is there outside to be written
 * through a link.
 */
static void add_pins(struct cell_view *view, const struct job *job)
{
	static const char *const still[] = { "config", "commondir", 0 };
	_autofree_ char *git_dir = mem_printf("%s/.git", job->checkout);
	_autofree_ char *logs = mem_printf("%s/logs", git_dir), *own_logs = mem_printf("%s/logs", job->room);

	add(view, git_dir, 0, true);
	for (int i = 0; still[i]; i++) {
		_autofree_ char *path = mem_printf("%s/%s", git_dir, still[i]);

		add(view, path, 0, false);
	}
	add(view, own_logs, logs, true);
	add_way(view, git_dir, "refs/heads", job->workspace.target);
	add_way(view, git_dir, "refs/remotes/origin", job->workspace.target);
}

/* A shared checkout, what git needs beside it, and what is the session's own of it; nothing else of other sessions. */
static void add_shared(struct cell_view *view, const struct job *job)
{
	_autofree_ char *folder = mem_dup_part(job->checkout, strlen(job->checkout) - strlen("/work"));
	const struct {
		const char *above, *name;
		bool is_writable;
	} parts[] = {
		{ folder, "work.git/objects", false }, { folder, "hooks", false }, { folder, "table", false },
		{ folder, "locks", true },	       { job->room, "bin", false }, { job->room, "swarm.json", false },
		{ job->room, "own", true },
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		_autofree_ char *path = mem_printf("%s/%s", parts[i].above, parts[i].name);

		add(view, path, 0, parts[i].is_writable);
	}
	add_pins(view, job);
}

/* What a worktree needs of the lead's repository. */
static void add_lead(struct cell_view *view, const struct job *job)
{
	_autofree_ char *list = workspace_shown(&job->workspace);
	struct lines walk;

	LINES_EACH(walk, list)
		add(view, walk.line + strlen("r "), 0, *walk.line == 'w');
}

/* Its setup runs what the change brought, and has not to know. */
static void add_held_out(struct cell_view *view, const struct job *job)
{
	struct lines walk;

	LINES_EACH(walk, job->shown)
		add(view, walk.line, 0, false);
}

int cell_view_make(const struct job *job, const struct cell_seen *seen, struct cell_view *view,
		   struct err *err)
{
	_autofree_ char *vault = carry_folder(&job->workspace);

	if (seen->use == CELL_carry) {
		add(view, seen->tree, 0, true);
		add(view, vault, 0, true);
	} else {
		add(view, seen->tree, job->walls.inside, true);
	}
	if (job->is_shared)
		add_shared(view, job);
	else
		add_objects(view, job, seen->objects);
	if (!job->is_shared && seen->use != CELL_carry)
		add_lead(view, job);
	if (seen->use == CELL_agent)
		add_agent(view, job, seen->program);
	if (seen->use == CELL_gate && job->tests_file)
		add(view, job->tests_file, CELL_TESTS, false);
	if (seen->use == CELL_gate)
		add_held_out(view, job);
	for (size_t i = 0; i < view->count; i++)
		if (!fs_exists(view->binds[i].from))
			return err_set(err, ERR_MISSING, "there is no '%s'", view->binds[i].from);
	return 0;
}

void cell_view_release(struct cell_view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		free((void *)(uintptr_t)view->binds[i].from);
		free((void *)(uintptr_t)view->binds[i].to);
	}
	free(view->binds);
	*view = (struct cell_view){ 0 };
}

char *cell_written(const struct job *job)
{
	_autofree_ char *upper = mem_printf("%s.upper", job->workspace.path);
	_autofree_ char *home = mem_printf("%s/box-agent/home", job->room), *tmp = mem_printf("%s/box-agent/tmp", job->room);
	char *list = 0;

	lines_add(&list, home);
	lines_add(&list, tmp);
	if (job->agent_home && fs_is_dir(job->agent_home))
		lines_add(&list, job->agent_home);
	/* A checkout that many share is not the doing of one. */
	if (!job->is_shared)
		lines_add(&list, fs_exists(upper) ? upper : job->workspace.path);
	return list;
}

char *cell_program(const char *name)
{
	_autofree_ char *path = strchr(name, '/') ? mem_dup(name) : proc_find(name);
	static const char *const none[] = { 0 };
	_autofree_ char *shown = path ? walls_program(path, none) : 0;

	/* Of one that is not the system's only the place is shown where its links end. */
	return shown ? realpath(path, 0) : steal(&path);
}
