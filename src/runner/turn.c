/* turn.c - see turn.h. */
#include "runner/turn.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/carrying.h"
#include "runner/outfit.h"
#include "runner/sharing.h"
#include "runner/stage.h"
#include "sys/git.h"

#include <string.h>

static struct carry carry_of(const struct attempt *attempt)
{
	return (struct carry){ .ws = &attempt->job->workspace, .base = attempt->job->base };
}

static void save(struct attempt *attempt, const struct carry *carry, struct carry_result *carried)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (carrying_run(attempt, carry, carried, &err))
		carried->trouble = mem_dup(err.text);
	carrying_tell(attempt, carried);
}

/* What a turn that was cut off has left is saved before anything else is done there. */
static int prepare_place(struct attempt *attempt, struct err *err)
{
	const struct job *job = attempt->job;
	_cleanup_(carry_result_release) struct carry_result saved = { 0 }, moved = { 0 };
	struct carry carry = carry_of(attempt);
	bool was_there = false;

	if (job->is_shared)
		return sharing_begin(attempt, err);
	if (stage_turn(attempt, &was_there, err))
		return err->code;
	if (was_there) {
		save(attempt, &carry, &saved);
		carry.origin = job->base;
		if (carrying_run(attempt, &carry, &moved, err))
			return err->code;
	}
	return 0;
}

static int prepare(struct attempt *attempt, struct err *err)
{
	if (prepare_place(attempt, err))
		return err->code;
	return outfit_prepare(attempt, err);
}

/* Where the agent's repository cannot be read, what it left is the base. */
static void import(struct attempt *attempt, struct workspace_head *head, struct turn_end *end)
{
	const struct job *job = attempt->job;
	const struct git git = {.dir = job->workspace.git_dir,
				.git_dir = job->workspace.git_dir};
	_cleanup_(carry_result_release) struct carry_result carried = { 0 };
	_cleanup_(err_release) struct err worse = ERR_INIT;
	struct carry carry = carry_of(attempt);
	const char *why;

	carry.wants_head = true;
	if (job->is_shared)
		sharing_end(attempt, head, end);
	else if (stage_is_there(attempt))
		save(attempt, &carry, &carried);
	if (carried.head.commit)
		*head = move(&carried.head);
	if (head->commit)
		return;
	why = carried.head_trouble ? carried.head_trouble : carried.trouble;
	if (why && strcmp(end->outcome, "stopped") != 0) {
		end->outcome = "failed";
		mem_replace(&end->text, mem_dup(why));
	}
	head->commit = mem_dup(job->base);
	if (git_tree_of(&git, job->base, &head->tree, &worse) < 0)
		head->tree = mem_dup("");
}

static void finish(struct attempt *attempt, struct turn_end *end)
{
	_cleanup_(workspace_head_release) struct workspace_head head = { 0 };
	json_t *line;

	attempt_end_all(attempt);
	import(attempt, &head, end);
	line = json_object();
	json_put(line, "outcome", end->outcome);
	json_put(line, "text", end->text);
	if (end->error != AGENT_ERROR_none)
		json_put(line, "error", agent_error_word(end->error));
	json_put(line, "commit", head.commit);
	json_put(line, "tree", head.tree);
	json_put_number(line, "loose", head.loose);
	if (end->quiet_ms)
		json_put_number(line, "quiet_ms", end->quiet_ms);
	if (end->lifts_ms)
		json_put_number(line, "lifts_ms", end->lifts_ms);
	journal_add(attempt->journal, "ended", line);
}

void turn_run(struct attempt *attempt)
{
	/* What a killed attempt had begun is newer than what the job was written with. */
	const char *thread = journal_thread(attempt->journal);
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(turn_end_release) struct turn_end end = { 0 };
	int failed;

	attempt_listen(attempt);
	failed = stage_enter(attempt, &err);
	if (!failed && !attempt->stop)
		failed = prepare(attempt, &err);
	if (!failed && !attempt->stop)
		failed = dialog_run(attempt, thread ? thread : attempt->job->thread, &end,
				    &err);
	if (!end.outcome) {
		end.outcome = attempt->stop ? "stopped" : "failed";
		end.text = mem_dup(attempt->stop ? attempt->stop : failed ? err.text : "");
	}
	finish(attempt, &end);
}
