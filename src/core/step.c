/* step.c - see step.h. What concerns the floor and its tasks; jobs and the lead have rooms of their own. */
#include "core/step.h"

#include "core/desk.h"
#include "core/step_job.h"
#include "core/step_land.h"
#include "core/step_lead.h"

#include "core/ask.h"
#include "core/ledger.h"
#include "core/pace.h"
#include "core/rounds.h"
#include "core/turn.h"

#include "base/text.h"

static int on_mode(struct state *state, const struct event *event, struct err *err)
{
	struct factory *factory = factory_of(state);

	if (event->sessions < 0)
		return err_set(err, ERR_REFUSED, "a floor cannot have %lld sessions", event->sessions);
	for (int mode = 0; factory_modes[mode]; mode++)
		if (text_same(factory_modes[mode], event->word)) {
			if (mode == FACTORY_open && (event->sessions || factory->mode != FACTORY_open))
				factory->sessions_said = event->sessions;
			factory->mode = mode;
			record_touch(factory);
			return 0;
		}
	return err_set(err, ERR_REFUSED, "a floor cannot be '%s'", event->word ? event->word : "");
}

static int on_configured(struct state *state, const struct event *event, struct err *err)
{
	struct factory *factory = factory_of(state);

	if (!gates_are_known(state, event->gates))
		return err_set(err, ERR_MISSING, "the configuration names a gate that is not known");
	if (!text_same(factory->target, event->name)) {
		/* Where the former branch stands says nothing of this one. */
		record_set(factory, &factory->tip, "");
		record_set(factory, &factory->tip_tree, "");
	}
	record_set(factory, &factory->gates, event->gates);
	record_set(factory, &factory->target, event->name);
	factory->sessions = event->sessions;
	factory->checks = event->checks;
	factory->rounds = event->rounds;
	factory->time_ms = event->time_ms;
	factory->tokens = event->tokens;
	factory->cost_microusd = event->cost_microusd;
	factory->lines = event->lines;
	factory->review_buffer_ms = event->review_buffer_ms;
	factory->stagger_ms = event->stagger_ms;
	factory->answer_ms = event->answer_ms;
	factory->day_tokens = event->day_tokens;
	factory->day_cost_microusd = event->day_cost_microusd;
	factory->tells = event->tells;
	record_set(factory, &factory->generated, event->list);
	record_touch(factory);
	return 0;
}

static int on_machine(struct state *state, const struct event *event, struct err *err)
{
	struct factory *factory = factory_of(state);

	(void)err;
	record_set(factory, &factory->strain, event->text);
	return 0;
}

static int on_told(struct state *state, const struct event *event, struct err *err)
{
	(void)err;
	ask_told(state, event->at_ms);
	return 0;
}

static int on_tip(struct state *state, const struct event *event, struct err *err)
{
	struct factory *factory = factory_of(state);

	(void)err;
	record_set(factory, &factory->tip, event->commit);
	record_set(factory, &factory->tip_tree, event->tree);
	return 0;
}

static int on_gate_known(struct state *state, const struct event *event, struct err *err)
{
	struct gate *gate;

	(void)err;
	if (gate_keyed(state, event->key))
		return 0;
	gate = gate_add(state);
	record_set(gate, &gate->key, event->key);
	record_set(gate, &gate->name, event->name);
	record_set(gate, &gate->command, event->command);
	record_set(gate, &gate->when_paths, event->list);
	record_set(gate, &gate->report, event->report);
	gate->timeout_ms = event->timeout_ms;
	gate->is_held_out = event->is_held_out;
	gate->is_red_first = event->is_red_first;
	return 0;
}

static int on_noticed(struct state *state, const struct event *event, struct err *err)
{
	struct notice *notice = 0;
	bool is_open = event->kind == EVENT_noticed;

	(void)err;
	EACH(notice, each, state)
		if (text_same(each->key, event->key))
			notice = each;
	if (!notice && !is_open)
		return 0;
	if (!notice)
		notice = notice_add(state);
	if (is_open && !notice->is_open) {
		notice->since_ms = event->at_ms;
		notice->is_told = 0;
	}
	notice->is_open = is_open;
	record_set(notice, &notice->key, event->key);
	record_set(notice, &notice->text, event->text);
	record_touch(notice);
	return 0;
}

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

static int on_task_fit(struct state *state, const struct event *event, struct err *err)
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

static int on_task_unfit(struct state *state, const struct event *event, struct err *err)
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

static int on_task_called(struct state *state, const struct event *event, struct err *err)
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

static int on_session_opened(struct state *state, const struct event *event, struct err *err)
{
	static const struct call first = { "first", "", "" };
	struct task *task = task_at(state, event->task);
	struct session *session;

	if (!task)
		return err_set(err, ERR_MISSING, "there is no task %lld", event->task);
	if (task->life != TASK_waiting)
		return err_set(err, ERR_REFUSED, "task '%s' is %s", task->name, task_shown(state, task));
	/* Its last session was cancelled but runs on until it is stopped: two would work on one task. */
	if (task_has_process(state, task))
		return err_set(err, ERR_CONFLICT, "the last session of task '%s' is still stopping", task->name);
	session = session_add(state);
	session->task = task->record.id;
	session->opened_ms = event->at_ms;
	pace_begin(session, event->at_ms);
	record_set(session, &session->agent, task->agent);
	record_set(session, &session->base, event->commit);
	record_set(session, &session->base_tree, event->tree);
	task->session = session->record.id;
	record_touch(task);
	if (!has_proof(state, task)) {
		session_call(state, session, TASK_ON_opened, &first, event->at_ms);
		return 0;
	}
	task_go(task, TASK_ON_proved_later, event->at_ms);
	runs_try_again(state, task->accept, session->base_tree);
	task_judge(state, task, event->at_ms);
	return 0;
}

typedef int handler(struct state *state, const struct event *event, struct err *err);

static handler *const handlers[EVENT_KIND_COUNT] = {
	[EVENT_mode] = on_mode,
	[EVENT_configured] = on_configured,
	[EVENT_machine] = on_machine,
	[EVENT_told] = on_told,
	[EVENT_tip] = on_tip,
	[EVENT_gate_known] = on_gate_known,
	[EVENT_noticed] = on_noticed,
	[EVENT_settled] = on_noticed,
	[EVENT_task_fit] = on_task_fit,
	[EVENT_task_unfit] = on_task_unfit,
	[EVENT_task_called] = on_task_called,
	[EVENT_session_opened] = on_session_opened,
	[EVENT_job_started] = step_job_started,
	[EVENT_job_lost] = step_job_lost,
	[EVENT_stop_sent] = step_stop_sent,
	[EVENT_thread] = step_thread,
	[EVENT_usage] = step_usage,
	[EVENT_asked] = step_asked,
	[EVENT_reported] = step_reported,
	[EVENT_checkpointed] = step_checkpointed,
	[EVENT_turn_ended] = step_turn_ended,
	[EVENT_check_ended] = step_check_ended,
	[EVENT_answered] = step_answered,
	[EVENT_delivered] = step_delivered,
	[EVENT_shown] = step_shown,
	[EVENT_approved] = step_approved,
	[EVENT_rejected] = step_rejected,
	[EVENT_paused] = step_paused,
	[EVENT_resumed] = step_paused,
	[EVENT_cancelled] = step_cancelled,
	[EVENT_retried] = step_retried,
	[EVENT_merged] = step_merged,
	[EVENT_conflicted] = step_conflicted,
	[EVENT_held] = step_held,
	[EVENT_landed] = step_landed,
};

/* Whether it shows that the lead is there; a default that is taken for want of an answer does not. */
static bool is_of_the_lead(const struct event *event)
{
	static const bool does_that[EVENT_KIND_COUNT] = {
		[EVENT_task_called] = true, [EVENT_answered] = true, [EVENT_shown] = true,
		[EVENT_approved] = true,    [EVENT_rejected] = true, [EVENT_paused] = true,
		[EVENT_resumed] = true,	    [EVENT_cancelled] = true, [EVENT_retried] = true,
	};

	return does_that[event->kind] && !(event->kind == EVENT_answered && text_same(event->by, ASK_NOBODY));
}

int step(struct state *state, const struct event *event, struct err *err)
{
	struct factory *factory = factory_of(state);
	int code = handlers[event->kind](state, event, err);

	if (!code && is_of_the_lead(event)) {
		factory->lead_ms = event->at_ms;
		record_touch(factory);
	}
	return code;
}
