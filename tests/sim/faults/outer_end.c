/* outer_end.c - see outer.h. From some day on the world is kind: then everything must come to
 * an end. */
#include "guests.h"
#include "lead.h"
#include "runners.h"
#include "shell.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/desk.h"
#include "core/turn.h"

#define ROUNDS 400
#define PATIENCE 12

static void mend(struct outer *outer)
{
	outer->is_kind = true;
	outer->fuse = -1;
	outer->is_fork_broken = outer->is_git_broken = outer->is_checkout_edited =
		outer->is_strained = false;
	for (int file = 0; file < TASKS; file++) {
		outer->files[file].tokens = outer->files[file].time_ms = 0;
		outer->files[file].needs_nobody = false;
	}
}

/* What is red on the target itself is mended there. */
static void mend_tip(struct outer *outer)
{
	struct commit commit = {.parent = outer->tip, .base = -1, .change = -1};
	int tree = outer->commits[outer->tip].tree;
	bool is_green = true;

	for (int gate = 1; gate <= GATES; gate++)
		is_green &= gate == GATE_PROOF || gate_is_green(outer, gate, tree);
	if (is_green)
		return;
	commit.tree = tree_of(outer, content_edit(outer, outer->trees[tree].content, FILES - 1),
			      true);
	outer->tip = commit_add(outer, commit);
	outer->steps++;
	TELL(outer, "the target is mended: c%d", outer->tip);
}

/* Its acceptance is green where it begins: no agent can help that. */
static bool is_hopeless(const struct outer *outer, const struct task *task)
{
	return text_same(task->blame, BLAME_SPECIFICATION) &&
	       outer->files[task->record.id - 1].accept;
}

/* Tried again, and given up where that cannot help. What was mended must not fail the same way
 * again. */
static bool mend_failure(struct outer *outer, long long id)
{
	const struct task *task = task_at(outer->state, id);
	int mended = outer->tasks[id].mended++;

	if (is_hopeless(outer, task))
		return lead_says(outer, EVENT_cancelled, id);
	if (mended && text_same(task->blame, BLAME_ENVIRONMENT))
		outer_fail(outer, "a fault that was mended does not come again",
			   mem_printf("task %lld: %s", id, task->reason));
	if (mended > PATIENCE)
		outer_fail(outer, "what nothing hinders gets done",
			   mem_printf("task %lld: %s: %s", id, task->blame, task->reason));
	return lead_says(outer, EVENT_retried, id);
}

static bool attend(struct outer *outer, const struct desk_item *item, long long round)
{
	struct card card = {.id = item->id, .task = item->task};

	switch (item->kind) {
	case DESK_plan:
	case DESK_question: return lead_answer(outer, &card);
	case DESK_review:
		snprintf(card.tree, sizeof card.tree, "%s",
			 review_at(outer->state, item->id)->tree);
		return lead_judge(outer, &card, true);
	case DESK_failure: return mend_failure(outer, item->task);
	case DESK_notice:
		if (item->source == RECORD_notice && text_starts(notice_at(outer->state, item->id)->key, "login "))
			return lead_logs_in(outer);
		/* What waits for what will never come is given up; the rest comes by itself. */
		return !item->task || round < PATIENCE ||
		       task_at(outer->state, item->task)->life != TASK_waiting ||
		       lead_says(outer, EVENT_cancelled, item->task);
	}
	return true;
}

static void attend_all(struct outer *outer, long long round)
{
	struct desk desk = desk_of(outer->state, outer->now);

	promises_check_desk(outer, &desk);
	for (long long i = 0; i < desk.count && !outer->wrong; i++)
		attend(outer, &desk.items[i], round);
	desk_release(&desk);
	if (!outer->wrong)
		guests_go(outer);
	for (long long id = 1; id <= task_count(outer->state); id++)
		if (task_at(outer->state, id)->is_paused)
			lead_says(outer, EVENT_resumed, id);
}

/* The inbox is empty, and no turn of a session is wanted any more. */
static void check_end(struct outer *outer)
{
	struct desk desk = desk_of(outer->store, outer->now);

	if (desk.count)
		outer_fail(outer, "the inbox empties in the end", mem_dup(desk.items[0].text));
	desk_release(&desk);
	for (int i = 1; i < outer->session_tales; i++)
		if (outer->sessions[i].plans_taken != outer->sessions[i].plans_made)
			outer_fail(outer, "what the lead takes is made", mem_printf("of session %d", i));
	EACH_LIVE(job, job, outer->store)
	if (job->session || job->life == JOB_running)
		outer_fail(outer, "every job comes to an end",
			   mem_printf("job %lld is %s", job->record.id, job_states[job->life]));
}

static long long runners_left(const struct outer *outer)
{
	return outer->runner_count - outer->runner_gone;
}

static void one_round(struct outer *outer, long long round)
{
	for (int i = 0; i < outer->place_count; i++)
		outer->places[i].visible = outer->places[i].size;
	for (int i = 0; i < outer->runner_count; i++)
		runner_act(outer, i);
	mend_tip(outer);
	shell_sweep(outer);
	if (!outer->wrong)
		shell_work(outer, 200);
	if (!outer->wrong)
		attend_all(outer, round);
	outer->now += 2500;
	/* Where all is still until some moment, that moment comes. */
	if (!runners_left(outer) && outer->state) {
		long long wake_ms = plan_wake(outer->state, outer->now);

		if (wake_ms > outer->now)
			outer->now = wake_ms;
	}
}

/* Its runner may be gone, and its last lines not read. */
static bool is_believed_to_run(const struct outer *outer)
{
	EACH_LIVE(job, job, outer->store)
	if (job->life == JOB_running)
		return true;
	return false;
}

static const struct task *unfinished(const struct state *state)
{
	EACH(task, task, state)
	if (task->life < TASK_landed || task->life == TASK_failed)
		return task;
	return 0;
}

void outer_be_kind(struct outer *outer)
{
	const struct task *task;
	long long round = 0;

	mend(outer);
	TELL(outer, "from here on nothing goes wrong");
	if (!outer->state)
		shell_start(outer);
	lead_opens(outer);
	shell_notice(outer, false);
	while (!outer->wrong && round < ROUNDS &&
	       (unfinished(outer->store) || runners_left(outer) || is_believed_to_run(outer)))
		one_round(outer, round++);
	task = unfinished(outer->store);
	if (task && !outer->wrong) {
		_autofree_ char *reason = task_reason(outer->store, task, outer->now);

		outer_fail(outer, "every task comes to an end",
			   mem_printf("task %lld is %s: %s", task->record.id,
				      task_states[task->life], reason));
	}
	if (runners_left(outer) && !outer->wrong)
		outer_fail(outer, "every process comes to an end",
			   mem_printf("%lld are left", runners_left(outer)));
	if (!outer->wrong)
		check_end(outer);
	if (!outer->wrong)
		shell_die(outer);
}
