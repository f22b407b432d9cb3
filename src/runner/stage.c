/* stage.c - see stage.h. */
#include "runner/stage.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "walls/probe.h"
#include "workspace/base.h"
#include "workspace/choose.h"

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

static enum base_form form_of(enum workspace_kind kind)
{
	return kind == WORKSPACE_snapshot ? BASE_subvolume : kind == WORKSPACE_reflink ? BASE_folder : BASE_layered;
}

static int choose_kind(struct attempt *attempt, bool has_view, struct err *err)
{
	struct job *job = attempt->job;
	struct workspace *ws = &job->workspace;
	_autofree_ char *cache = mem_dup_part(job->bases, (size_t)(strrchr(job->bases, '/') - job->bases));
	/* What gates stand on is no matter of what sessions share. */
	const char *word = text_same(job->walls.kind, "shared") ? "auto" : job->walls.kind;
	const struct workspace_wish wish = { .word = word, .folder = cache, .scope = job->scope,
					     .is_check = !job->is_turn, .has_view = has_view, .may_mount = has_view };

	ws->kind = WORKSPACE_clone;
	if (job->is_shared)
		return 0;
	/* It is what it was made as, whatever is chosen today. */
	if ((!job->is_turn || !workspace_kind_at(ws, &ws->kind)) && workspace_choose(&wish, &ws->kind, 0, err))
		return err->code;
	job->prepared.form = form_of(ws->kind);
	/* At the lead's own path stands the repository that a worktree is one of. */
	if (ws->kind == WORKSPACE_worktree)
		job->walls.inside = ws->path;
	return 0;
}

int stage_enter(struct attempt *attempt, struct err *err)
{
	const struct job *job = attempt->job;
	_cleanup_(err_release) struct err none = ERR_INIT;

	if (job->walls.is_unsafe)
		try_walls(attempt);
	if (members_enter(job->room, &attempt->membership, &none) && !job->walls.is_bare)
		return err_set(err, none.code, "%s", none.text);
	if (choose_kind(attempt, !none.code, err))
		return err->code;
	attempt->cell = cell_new(job, attempt->loop, attempt->journal);
	return 0;
}

static int run_setup(struct attempt *attempt, struct err *err)
{
	_autofree_ char *tail = 0, *words = mem_dup_part(attempt->job->setup, strcspn(attempt->job->setup, "\n"));
	_autofree_ char *text = mem_printf("runs setup: %s", words);
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
	if (!job->setup || !workspace_needs_setup(&job->workspace))
		return 0;
	return run_setup(attempt, err) ? err->code : workspace_note_setup(&job->workspace, err);
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
