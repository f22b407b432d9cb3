/* step_lead.c - see step_lead.h. */
#include "core/step_lead.h"

#include "core/desk.h"
#include "core/halt.h"
#include "core/late.h"
#include "core/limits.h"
#include "core/pace.h"
#include "core/queue.h"
#include "core/turn.h"
#include "core/watch.h"

#include "base/text.h"

static int find(struct state *state, const struct event *event, struct task **task, struct err *err)
{
	*task = task_at(state, event->task);
	if (!*task)
		return err_set(err, ERR_MISSING, "there is no task %lld", event->task);
	return 0;
}

int step_answered(struct state *state, const struct event *event, struct err *err)
{
	struct question *question = question_at(state, event->question);
	int next;

	if (!question)
		return err_set(err, ERR_MISSING, "there is no question %lld", event->question);
	next = question_next(question->life, QUESTION_ON_answered);
	if (next < 0)
		return err_set(err, ERR_CONFLICT, "question Q%lld is %s already", event->question,
			       question_states[question->life]);
	question->life = next;
	record_set(question, &question->answer, event->text);
	record_set(question, &question->by, event->by);
	record_touch(question);
	if (question_is_proposal(question) && !ask_chooses(question, 1))
		question->life = question_next(question->life, QUESTION_ON_delivered);
	late_answered(state, question, event->at_ms);
	return 0;
}

int step_delivered(struct state *state, const struct event *event, struct err *err)
{
	struct question *question = question_at(state, event->question);
	int next = question ? question_next(question->life, QUESTION_ON_delivered) : -1;

	if (next < 0)
		return err_set(err, ERR_REFUSED, "question %lld has no answer to deliver", event->question);
	question->life = next;
	record_touch(question);
	session_hear(state, session_at(state, question->session), event->at_ms);
	return 0;
}

int step_shown(struct state *state, const struct event *event, struct err *err)
{
	struct review *review = review_at(state, event->review);

	if (!review)
		return err_set(err, ERR_MISSING, "there is no review %lld", event->review);
	review->is_shown = 1;
	if (pace_begins_reading(review, event->at_ms))
		review->shown_ms = event->at_ms;
	record_touch(review);
	return 0;
}

int step_approved(struct state *state, const struct event *event, struct err *err)
{
	struct review *review = review_at(state, event->review);

	if (!review)
		return err_set(err, ERR_MISSING, "there is no review %lld", event->review);
	if (review->life != REVIEW_open)
		return err_set(err, ERR_CONFLICT, "the review of task '%s' is %s already",
			       task_at(state, review->task)->name, review_states[review->life]);
	if (!text_same(review->tree, event->tree))
		return err_set(err, ERR_CONFLICT, "task '%s' offers tree %.12s, not %.12s: look at it again",
			       task_at(state, review->task)->name, review->tree,
			       event->tree ? event->tree : "");
	pace_verdict(state, review, event->at_ms);
	review->life = review_next(review->life, REVIEW_ON_approved);
	record_set(review, &review->by, event->by);
	record_set(review, &review->text, event->text);
	record_touch(review);
	landing_enter(state, review, event->at_ms);
	return 0;
}

static void put_rejection(struct state *state, const struct task *task, const struct event *event)
{
	const struct session *session = task_session(state, task);
	int said = failure_code_of(event->word);
	struct failure *failure = failure_put(state, task,
					      said >= 0 ? (enum failure_code)said : failure_of_rejection(state, session),
					      event->text, event->at_ms);

	record_set(failure, &failure->by, said >= 0 ? event->by : "");
}

int step_rejected(struct state *state, const struct event *event, struct err *err)
{
	struct call call = { "rejected", event->text ? event->text : "", "" };
	struct review *review = review_at(state, event->review);
	struct landing *landing;
	struct task *task;

	if (!review)
		return err_set(err, ERR_MISSING, "there is no review %lld", event->review);
	if (!text_is_empty(event->word) && failure_code_of(event->word) < 0)
		return err_set(err, ERR_REFUSED, "'%s' is no class of failures", event->word);
	if (!text_is_empty(event->word) && !failure_is_said((enum failure_code)failure_code_of(event->word)))
		return err_set(err, ERR_REFUSED, "'%s' is nothing that a lead can say of a change", event->word);
	task = task_at(state, review->task);
	if (review_next(review->life, REVIEW_ON_rejected) < 0 || !task_may(task, TASK_ON_sent_back))
		return err_set(err, ERR_CONFLICT, "the review of task '%s' is %s already", task->name,
			       review_states[review->life]);
	landing = task_landing(state, task);
	if (landing)
		landing_withdraw(landing, event->at_ms);
	if (review->life == REVIEW_open)
		pace_verdict(state, review, event->at_ms);
	review->life = review_next(review->life, REVIEW_ON_rejected);
	record_set(review, &review->by, event->by);
	record_set(review, &review->text, event->text);
	record_touch(review);
	put_rejection(state, task, event);
	pace_begin(task_session(state, task));
	session_call(state, task_session(state, task), TASK_ON_sent_back, &call, event->at_ms);
	return 0;
}

static bool has_ended(const struct task *task)
{
	return task->life == TASK_landed || task->life == TASK_done || task->life == TASK_cancelled ||
	       task->life == TASK_failed;
}

/* What failed for want of a login goes on with the rest. */
static int retry_locked_out(struct state *state, const struct provider *provider, const struct event *event, struct err *err)
{
	EACH_LIVE(task, task, state) {
		const struct session *session = task_session(state, task);
		struct event retried = { .kind = EVENT_retried, .at_ms = event->at_ms, .task = task->record.id };
		int code;

		if (task->life != TASK_failed || !text_same(task->provider, provider->name) || !task->is_fit ||
		    !text_starts(task->reason ? task->reason : "", LOGIN_WORD) ||
		    !session || session_is_over_budget(task, session))
			continue;
		code = step_retried(state, &retried, err);
		if (code)
			return code;
	}
	return 0;
}

/* The lead has logged in, or does not believe in a limit. */
static int login_mended(struct state *state, const struct event *event, struct err *err)
{
	bool was_held = false;

	EACH(provider, provider, state) {
		int code;

		if (!provider_is_held(provider, event->at_ms))
			continue;
		was_held = true;
		provider_open(state, provider, event->at_ms);
		code = retry_locked_out(state, provider, event, err);
		if (code)
			return code;
	}
	return was_held ? 0 : err_set(err, ERR_REFUSED, "no agent is logged out or held back by a limit: 'leadhand resume ID' lets a paused task go on");
}

int step_paused(struct state *state, const struct event *event, struct err *err)
{
	bool wants_pause = event->kind == EVENT_paused;
	struct landing *landing;
	struct task *task;
	int code;

	if (!wants_pause && !event->task)
		return login_mended(state, event, err);
	code = find(state, event, &task, err);
	if (code)
		return code;
	if (wants_pause && has_ended(task))
		return err_set(err, ERR_REFUSED, "task '%s' is %s: there is nothing to pause", task->name,
			       task_shown(state, task));
	if (!wants_pause && !task->is_paused)
		return err_set(err, ERR_REFUSED, "task '%s' is not paused", task->name);
	task->is_paused = wants_pause;
	record_touch(task);
	landing = task_landing(state, task);
	/* Who is paused must not hold up the line. */
	if (wants_pause && landing)
		landing_put_back(state, landing, event->at_ms);
	return 0;
}

static void withdraw_all(struct state *state, struct task *task, long long at_ms)
{
	struct session *session = task_session(state, task);
	struct landing *landing = task_landing(state, task);
	struct job *job = session ? session_job(state, session) : 0;

	if (landing)
		landing_withdraw(landing, at_ms);
	EACH_LIVE(review, review, state)
		if (review->task == task->record.id)
			review_void(review);
	if (job && job->life == JOB_wanted)
		job_over(job, JOB_ON_withdrawn, at_ms);
	if (session && session->life != SESSION_ended) {
		questions_withdraw(state, session);
		session->life = session_next(session->life, SESSION_ON_closed);
		record_touch(session);
	}
}

int step_cancelled(struct state *state, const struct event *event, struct err *err)
{
	struct task *task;
	int code = find(state, event, &task, err);

	if (code)
		return code;
	if (!task_may(task, TASK_ON_cancelled))
		return err_set(err, ERR_REFUSED, "task '%s' is %s already", task->name,
			       task_shown(state, task));
	withdraw_all(state, task, event->at_ms);
	task->is_paused = 0;
	moment_set(task, &(struct moment){ 0 });
	record_set(task, &task->reason, event->text);
	task_go(task, TASK_ON_cancelled, event->at_ms);
	return 0;
}

/* A session that had a turn goes on with what it knows; any other begins anew. */
int step_retried(struct state *state, const struct event *event, struct err *err)
{
	struct call call = { "retried", event->text ? event->text : "", "" };
	struct session *session;
	struct task *task;
	bool goes_on;
	int code = find(state, event, &task, err);

	if (code)
		return code;
	session = task_session(state, task);
	if (!task_may(task, TASK_ON_recalled))
		return err_set(err, ERR_REFUSED, "task '%s' is %s: only what failed or was cancelled is tried again",
			       task->name, task_shown(state, task));
	if (!task->is_fit)
		return err_set(err, ERR_REFUSED, "the file of task '%s' is not fit to run: see 'leadhand lint %s'",
			       task->name, task->name);
	goes_on = session && session->life == SESSION_resting && session->turns;
	if (goes_on && session_is_over_budget(task, session))
		return err_set(err, ERR_REFUSED, "the budget of task '%s' is used up: raise it in its file first",
			       task->name);
	if (provider_is_shut(state, task))
		provider_open(state, provider_named(state, task->provider), event->at_ms);
	task_forgive(task);
	halt_try_again(state);
	if (goes_on) {
		session->round = 0;
		pace_begin(session);
		session_call(state, session, TASK_ON_sent_back, &call, event->at_ms);
		return 0;
	}
	if (session && session->life != SESSION_ended) {
		session->life = session_next(session->life, SESSION_ON_closed);
		record_touch(session);
		/* It had no turn yet: what it was to begin at is still to come. */
		if (session->past)
			moment_set(task, &(struct moment){ session->past, session->moment, session->moment_head,
							   session->moment_text });
	}
	task_go(task, TASK_ON_recalled, event->at_ms);
	live_revive(&state->lives[RECORD_task], state, RECORD_task, task->record.id);
	return 0;
}

/* Its session ends, and another one begins at the moment when there is room for it: as with any that waits. */
int step_restored(struct state *state, const struct event *event, struct err *err)
{
	const struct moment moment = { event->session, event->commit, event->base, event->text };
	const struct session *past = session_at(state, event->session);
	struct task *task;
	int code = find(state, event, &task, err);

	if (code)
		return code;
	if (!past || past->task != task->record.id || text_is_empty(event->commit))
		return err_set(err, ERR_MISSING, "task '%s' has no such checkpoint: see 'leadhand checkpoints %s'",
			       task->name, task->name);
	if (!task_may(task, TASK_ON_restored))
		return err_set(err, ERR_REFUSED, "task '%s' is %s: it does not go back any more", task->name,
			       task_shown(state, task));
	if (!task->is_fit)
		return err_set(err, ERR_REFUSED, "the file of task '%s' is not fit to run: see 'leadhand lint %s'",
			       task->name, task->name);
	withdraw_all(state, task, event->at_ms);
	task_forgive(task);
	moment_set(task, &moment);
	task_go(task, TASK_ON_restored, event->at_ms);
	live_revive(&state->lives[RECORD_task], state, RECORD_task, task->record.id);
	return 0;
}
