/* stage.c - see stage.h. */
#include "runner/stage.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "walls/probe.h"
#include "workspace/base.h"

#include <string.h>

static void tell(struct attempt *attempt, const char *text)
{
	json_t *line;

	if (!attempt->journal)
		return;
	line = json_object();
	json_put(line, "text", text);
	journal_add(attempt->journal, "note", line);
}

/* A base that setup made without walls holds paths of its own place, so it is no other job's. */
static void do_without(struct attempt *attempt, const char *missing)
{
	struct job *job = attempt->job;
	_autofree_ char *text = mem_printf("runs without walls: %s", missing);

	job->walls.is_bare = true;
	job->prepared.inside = job->bases;
	tell(attempt, text);
}

/* Who does without if need be has walls all the same, where they work. */
static void try_walls(struct attempt *attempt)
{
	_autofree_ char *room = mem_printf("%s/probe", attempt->job->room);
	_cleanup_(probe_release) struct probe probe = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	const char *missing;

	(void)!fs_make_dirs(room, &err);
	probe_machine(&probe, room, 0);
	(void)!fs_remove_tree(room, &err);
	missing = probe_refusal(&probe);
	if (missing)
		do_without(attempt, missing);
}

int stage_enter(struct attempt *attempt, struct err *err)
{
	const struct job *job = attempt->job;
	_cleanup_(err_release) struct err none = ERR_INIT;

	if (job->walls.is_unsafe)
		try_walls(attempt);
	if (members_enter(job->room, &attempt->membership, &none) && !job->walls.is_bare)
		return err_set(err, none.code, "%s", none.text);
	attempt->job->workspace.kind = none.code || job->is_shared || !strcmp(job->walls.kind, "clone") ? WORKSPACE_clone : WORKSPACE_overlay;
	attempt->cell = cell_new(job, attempt->loop, attempt->journal);
	return 0;
}

static int run_setup(struct attempt *attempt, struct err *err)
{
	_autofree_ char *tail = 0, *words = mem_dup_part(attempt->job->setup, strcspn(attempt->job->setup, "\n"));
	_autofree_ char *text = mem_printf("runs setup: %s", words), *why = 0;
	_cleanup_(err_release) struct err failed = ERR_INIT;

	tell(attempt, text);
	if (!attempt_run_setup(attempt, &tail, &failed))
		return 0;
	return text_is_empty(tail) ? err_set(err, failed.code, "%s", failed.text)
				   : err_set(err, failed.code, "%s:\n%s", failed.text, tail);
}

int stage_setup(void *owner, const char *tree, const char *objects, struct err *err)
{
	struct attempt *attempt = owner;
	int code;

	cell_set_tree(attempt->cell, tree, objects);
	code = run_setup(attempt, err);
	cell_set_tree(attempt->cell, attempt->job->workspace.path, 0);
	return code;
}

int stage_turn(struct attempt *attempt, bool *was_there, struct err *err)
{
	const struct job *job = attempt->job;
	_autofree_ char *mail = mem_printf("%s@leadhand.invalid", job->agent);
	const struct workspace_identity who = { job->agent, mail };

	*was_there = workspace_is_ready(&job->workspace);
	if (workspace_prepare(&job->workspace, job->base, &who, err))
		return err->code;
	members_settle(&attempt->membership);
	return 0;
}

int stage_check(struct attempt *attempt, struct err *err)
{
	const struct job *job = attempt->job;
	bool needs_setup = false;

	if (workspace_prepare_check(&job->workspace, job->commit, job->base, &needs_setup, err))
		return err->code;
	members_settle(&attempt->membership);
	return needs_setup && job->setup ? run_setup(attempt, err) : 0;
}

bool stage_is_there(const struct attempt *attempt)
{
	const struct workspace *ws = &attempt->job->workspace;
	_cleanup_(err_release) struct err none = ERR_INIT;

	/* A half-made one is no work: saved, it would stand where the work was. */
	return workspace_is_ready(ws) && !workspace_mount(ws, &none);
}
