/* step_task.c - see step_task.h. */
#include "core/step_task.h"

#include "core/desk.h"
#include "core/ledger.h"
#include "core/rounds.h"
#include "core/turn.h"

#include "base/text.h"

static struct task *task_for(struct state *state, const struct event *event)
{
	struct task *task = task_named(state, event->name);

	if (task)
		return task;
	task = task_add(state);
	task->added_ms = task->since_ms = event->at_ms;
	record_set(task, &task->name, event->name);
	return task;
}

/* A task that is under way keeps the words that its session was given. */
static int task_may_change(struct state *state, const struct event *event, enum task_turn turn,
			   struct err *err)
{
	const struct task *task = task_named(state, event->name);

	if (text_is_empty(event->name) || !text_is_name(event->name))
		return err_set(err, ERR_REFUSED, "'%s' is no name for a task", event->name ? event->name : "");
	if (task && !task_may(task, turn))
		return err_set(err, ERR_REFUSED, "task '%s' is %s: its file is read again with 'retry'",
			       task->name, task_shown(state, task));
	return 0;
}

int step_task_fit(struct state *state, const struct event *event, struct err *err)
{
	struct task *task;
	int code = task_may_change(state, event, TASK_ON_fit, err);

	if (code)
		return code;
	if (!gates_are_known(state, event->gates))
		return err_set(err, ERR_MISSING, "task '%s' names a gate that is not known", event->name);
	task = task_for(state, event);
	task->is_fit = 1;
	record_set(task, &task->title, event->title);
	record_set(task, &task->class, event->class);
	record_set(task, &task->agent, event->agent);
	record_set(task, &task->provider, event->provider);
	record_set(task, &task->form, event->form);
	record_set(task, &task->hash, event->hash);
	record_set(task, &task->scope, event->scope);
	record_set(task, &task->forbid, event->forbid);
	record_set(task, &task->needs, event->needs);
	record_set(task, &task->review_mode, event->review_mode);
	record_set(task, &task->accept, event->gates);
	task->priority = event->priority;
	task->rounds = event->rounds;
	task->time_ms = event->time_ms;
	task->tokens = event->tokens;
	task->cost_microusd = event->cost_microusd;
	task->lines = event->lines;
	if (task->life == TASK_draft)
		record_set(task, &task->reason, "");
	task_go(task, TASK_ON_fit, event->at_ms);
	return 0;
}

int step_task_unfit(struct state *state, const struct event *event, struct err *err)
{
	struct task *task;
	int code = task_may_change(state, event, TASK_ON_unfit, err);

	if (code)
		return code;
	task = task_for(state, event);
	task->is_fit = 0;
	record_set(task, &task->hash, event->hash);
	record_set(task, &task->title, event->title);
	if (task->life != TASK_failed && task->life != TASK_cancelled)
		record_set(task, &task->reason, event->text);
	task_go(task, TASK_ON_unfit, event->at_ms);
	return 0;
}

int step_task_called(struct state *state, const struct event *event, struct err *err)
{
	struct task *task = task_at(state, event->task);

	if (!task)
		return err_set(err, ERR_MISSING, "there is no task %lld", event->task);
	if (!task_may(task, TASK_ON_called))
		return err_set(err, ERR_REFUSED, "task '%s' is %s", task->name, task_shown(state, task));
	task->called_ms = event->at_ms;
	task_go(task, TASK_ON_called, event->at_ms);
	return 0;
}

static bool has_proof(const struct state *state, const struct task *task)
{
	GATES_EACH(walk, task->accept)
		if (gate_at(state, walk.id)->is_red_first)
			return true;
	return false;
}

/* Once: the session after it begins at the tip again. */
static void take_moment(struct session *session, struct task *task)
{
	session->past = task->past;
	record_set(session, &session->moment, task->moment);
	record_set(session, &session->moment_head, task->moment_head);
	record_set(session, &session->moment_text, task->moment_text);
	moment_set(task, &(struct moment){ 0 });
}

int step_session_opened(struct state *state, const struct event *event, struct err *err)
{
	struct task *task = task_at(state, event->task);
	struct session *session;

	if (!task)
		return err_set(err, ERR_MISSING, "there is no task %lld", event->task);
	if (task->life != TASK_waiting)
		return err_set(err, ERR_REFUSED, "task '%s' is %s", task->name, task_shown(state, task));
	/* Its last session was cancelled but runs on until it is stopped: two would work on one task. */
	if (task_has_process(state, task))
		return err_set(err, ERR_CONFLICT, "the last session of task '%s' is still stopping", task->name);
	if (task->past && !text_same(session_at(state, task->past)->base, event->commit))
		return err_set(err, ERR_CONFLICT, "task '%s' goes back to a moment of another base", task->name);
	session = session_add(state);
	session->task = task->record.id;
	session->opened_ms = event->at_ms;
	record_set(session, &session->agent, task->agent);
	record_set(session, &session->base, event->commit);
	record_set(session, &session->base_tree, event->tree);
	take_moment(session, task);
	task->session = session->record.id;
	record_touch(task);
	if (!has_proof(state, task)) {
		session_begin(state, session, event->at_ms);
		return 0;
	}
	task_go(task, TASK_ON_proved_later, event->at_ms);
	runs_try_again(state, task->accept, session->base_tree);
	task_judge(state, task, event->at_ms);
	return 0;
}
