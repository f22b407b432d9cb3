/* step_attach.c - the lead takes a session over and gives it back; see attach.h and step_lead.h. */
#include "core/attach.h"

#include "core/ledger.h"
#include "core/pace.h"
#include "core/queue.h"
#include "core/step_lead.h"
#include "core/ending.h"
#include "core/watch.h"

#include "base/text.h"

static int find(struct state *state, const struct event *event, struct task **task, struct err *err)
{
	*task = task_at(state, event->task);
	if (!*task)
		return err_set(err, ERR_MISSING, "there is no task %lld", event->task);
	return 0;
}

int attach_may(const struct state *state, const struct task *task, struct err *err)
{
	const struct session *session = task_session(state, task);

	if (!session || (!session->turns && session->life != SESSION_ended))
		return err_set(err, ERR_MISSING, "'%s' has no session yet: nobody has begun to work on it", task->name);
	if (session->life == SESSION_ended)
		return err_set(err, ERR_REFUSED, "the session of '%s' is over (%s): 'leadhand enter %s' looks at what is left of it",
			       task->name, task_states[task->life], task->name);
	return 0;
}

int step_attached(struct state *state, const struct event *event, struct err *err)
{
	struct landing *landing;
	struct task *task;
	int code = find(state, event, &task, err);

	if (!code)
		code = attach_may(state, task, err);
	if (code)
		return code;
	if (task->attached_ms)
		return err_set(err, ERR_CONFLICT, "task '%s' is attached already: %s", task->name, task->attached_by);
	task->attached_ms = event->at_ms;
	record_set(task, &task->attached_by, event->by);
	record_touch(task);
	landing = task_landing(state, task);
	/* As with a pause: who is held must not hold up the line. */
	if (landing)
		landing_put_back(state, landing, event->at_ms);
	return 0;
}

static bool is_new(const struct session *session, const struct event *event)
{
	return !text_is_empty(event->commit) && !text_same(event->commit, session->commit) &&
	       !text_same(event->tree, session->base_tree);
}

/* What its last turn left may have been judged already, or may not. */
static bool may_offer(const struct task *task, const struct session *session, const struct event *event)
{
	bool is_judged = task->life != TASK_working && task->life != TASK_failed;

	return is_new(session, event) || (!is_judged && !text_is_empty(event->commit) &&
					  !text_same(event->tree, session->base_tree));
}

const char *attach_outcome(const struct state *state, const struct task *task, const struct event *event)
{
	const struct session *session = task_session(state, task);
	const struct job *job = session_job(state, session);

	if (text_same(event->word, "pause"))
		return task->life == TASK_failed ? "nothing" : "pause";
	/* Who leaves before the turn has ended has not been there: what stands there is the agent's. */
	if (job && job->life == JOB_running)
		return "resume";
	if (text_same(event->word, "resume"))
		return job || !session_is_over_budget(task, session) ? "resume" : "nothing";
	if (is_new(session, event) || (text_same(event->word, "review") && may_offer(task, session, event)))
		return "review";
	return job ? "resume" : "nothing";
}

/* What was offered before is nobody's to judge any more; the task is with its session again. */
static void call_back(struct state *state, struct task *task, long long at_ms)
{
	struct landing *landing = task_landing(state, task);

	if (landing)
		landing_withdraw(landing, at_ms);
	EACH_LIVE(review, review, state)
		if (review->task == task->record.id)
			review_void(review);
	/* Of what nobody has judged yet, the session's part of the work goes on counting. */
	if (task->life != TASK_working && task->life != TASK_gating)
		pace_begin(task_session(state, task));
}

static void resume(struct state *state, struct task *task, const struct event *event)
{
	const struct call call = { "attached", event->text ? event->text : "", "" };
	struct session *session = task_session(state, task);
	struct job *job = session_job(state, session);

	if (job) {
		job->is_visited |= job->life == JOB_wanted;
		record_touch(job);
		return;
	}
	call_back(state, task, event->at_ms);
	session_call(state, session, TASK_ON_sent_back, &call, event->at_ms);
}

static void offer(struct state *state, struct task *task, const struct event *event)
{
	struct session *session = task_session(state, task);
	struct job *job = session_job(state, session);

	if (job)
		turn_withdrawn(state, session, job, event->at_ms);
	call_back(state, task, event->at_ms);
	if (task->life != TASK_working)
		task_go(task, TASK_ON_sent_back, event->at_ms);
	record_set(session, &session->outcome, "");
	task_forgive(task);
	turn_done(state, session, task, event->at_ms);
}

int step_detached(struct state *state, const struct event *event, struct err *err)
{
	struct task *task;
	struct session *session;
	const char *outcome;
	int code = find(state, event, &task, err);

	if (code)
		return code;
	if (!task->attached_ms)
		return err_set(err, ERR_REFUSED, "nobody is attached to task '%s'", task->name);
	/* The lead went back to a checkpoint meanwhile, and somebody is in the session that followed. */
	if (event->session && event->session != task->session)
		return err_set(err, ERR_CONFLICT, "the session of task '%s' that this is about is over", task->name);
	if (!gates_are_known(state, event->gates))
		return err_set(err, ERR_MISSING, "what is left of task '%s' names a gate that is not known", task->name);
	session = task_session(state, task);
	outcome = attach_outcome(state, task, event);
	task->attached_ms = 0;
	record_touch(task);
	/* A change that is being judged stays what it is unless another one is offered. */
	if (text_same(outcome, "review") || (task->life == TASK_working && !task_has_process(state, task)))
		session_keep_change(session, event);
	if (text_same(outcome, "review"))
		offer(state, task, event);
	else if (text_same(outcome, "resume"))
		resume(state, task, event);
	else if (text_same(outcome, "pause"))
		task->is_paused = 1;
	return 0;
}
