/* turn.c - see turn.h. */
#include "runner/turn.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/codex_home.h"
#include "runner/dialog.h"
#include "sys/fs.h"
#include "sys/git.h"
#include "sys/proc.h"

#include <string.h>
#include <unistd.h>

static void save(struct attempt *attempt)
{
	const struct job *job = attempt->job;
	_autofree_ char *ref = mem_printf("refs/leadhand/checkpoint/s%lld", job->session),
			*commit = 0;
	_cleanup_(err_release) struct err err = ERR_INIT;
	json_t *line = json_object();

	if (workspace_checkpoint(&job->workspace, ref, &commit, &err) < 0) {
		/* The turn goes on: to stop it would save nothing either. */
		json_put(line, "text", err.text);
		journal_add(attempt->journal, "note", line);
		return;
	}
	json_put(line, "commit", commit);
	json_put(line, "ref", ref);
	journal_add(attempt->journal, "checkpoint", line);
}

static bool is_there(const struct job *job)
{
	_autofree_ char *git_dir = mem_printf("%s/.git", job->workspace.path);

	/* A half-made one is no work: saved, it would stand where the work was. */
	return workspace_is_ready(&job->workspace) && fs_exists(git_dir);
}

static int prepare(struct attempt *attempt, struct err *err)
{
	const struct job *job = attempt->job;
	_autofree_ char *mail = mem_printf("%s@leadhand.invalid", job->agent);
	_autofree_ char *marker = mem_printf("%s/setup.done", job->room), *tail = 0;
	_autofree_ char *head_ref = mem_printf("refs/leadhand/session/%lld", job->session);
	_autofree_ char *saved_ref = mem_printf("refs/leadhand/checkpoint/s%lld", job->session);
	const struct workspace_identity who = { job->agent, mail };
	struct workspace workspace = job->workspace;
	int failed;

	if (is_there(job))
		save(attempt);
	else if (unlink(marker) < 0 && fs_exists(marker))
		return err_set(err, ERR_SYSTEM, "cannot remove '%s'", marker);
	workspace.head_ref = head_ref;
	workspace.saved_ref = saved_ref;
	failed = workspace_prepare(&workspace, job->base, &who, err);
	if (failed)
		return failed;
	failed = attempt_run_setup(attempt, &tail, err);
	if (failed && !text_is_empty(tail)) {
		_autofree_ char *why = mem_dup(err->text);

		return err_set(err, failed, "%s:\n%s", why, tail);
	}
	if (!failed && text_same(job->kind, "codex") && job->codex_home)
		failed = codex_home_make(job->codex_home, err);
	return failed;
}

/* Where the agent's repository cannot be read, what it left is the base. */
static void import(const struct job *job, struct workspace_head *head, struct dialog_end *end)
{
	_autofree_ char *ref = mem_printf("refs/leadhand/session/%lld", job->session);
	const struct git git = {.dir = job->workspace.git_dir,
				.git_dir = job->workspace.git_dir};
	_cleanup_(err_release) struct err err = ERR_INIT, worse = ERR_INIT;

	if (!is_there(job) || workspace_import(&job->workspace, ref, head, &err) < 0) {
		if (err.text && strcmp(end->outcome, "stopped") != 0) {
			end->outcome = "failed";
			mem_replace(&end->text, mem_dup(err.text));
		}
		head->commit = mem_dup(job->base);
		if (git_tree_of(&git, job->base, &head->tree, &worse) < 0)
			head->tree = mem_dup("");
	}
}

static void finish(struct attempt *attempt, struct dialog_end *end)
{
	_cleanup_(workspace_head_release) struct workspace_head head = { 0 };
	const struct job *job = attempt->job;
	json_t *line;

	proc_kill_descendants();
	proc_kill_marked(job->mark);
	if (is_there(job))
		save(attempt);
	import(job, &head, end);
	line = json_object();
	json_put(line, "outcome", end->outcome);
	json_put(line, "text", end->text);
	json_put(line, "commit", head.commit);
	json_put(line, "tree", head.tree);
	json_put_number(line, "loose", head.loose);
	if (end->lifts_ms)
		json_put_number(line, "lifts_ms", end->lifts_ms);
	journal_add(attempt->journal, "ended", line);
}

void turn_run(struct attempt *attempt)
{
	/* What a killed attempt had begun is newer than what the job was written with. */
	const char *thread = journal_thread(attempt->journal);
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct dialog_end end = { 0 };
	int failed;

	attempt_listen(attempt);
	failed = attempt->stop ? 0 : prepare(attempt, &err);
	if (!failed && !attempt->stop)
		failed = dialog_run(attempt, thread ? thread : attempt->job->thread, &end,
				    &err);
	if (!end.outcome) {
		end.outcome = attempt->stop ? "stopped" : "failed";
		end.text = mem_dup(attempt->stop ? attempt->stop : failed ? err.text : "");
	}
	finish(attempt, &end);
	free(end.text);
}
