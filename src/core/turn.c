/* turn.c - see turn.h. */
#include "core/turn.h"

#include "core/pace.h"

#include "base/mem.h"
#include "base/text.h"

#include <assert.h>

bool task_may(const struct task *task, enum task_turn turn)
{
	return task_next(task->life, turn) >= 0;
}

void task_go(struct task *task, enum task_turn turn, long long at_ms)
{
	int next = task_next(task->life, turn);

	assert(next >= 0);
	if (next != task->life)
		task->since_ms = at_ms;
	if ((next == TASK_failed || next == TASK_waiting) && next != task->life)
		task->is_told = 0;
	task->life = next;
	/* What has ended rests anyway; called again, it is wanted now. */
	if (next >= TASK_landed)
		task->is_paused = 0;
	/* What has failed is still there to work on; otherwise the session is over, or another one's turn. */
	if ((next >= TASK_landed && next != TASK_failed) || next < TASK_working)
		task->attached_ms = 0;
	record_touch(task);
}

struct session *task_session(const struct state *state, const struct task *task)
{
	return session_at(state, task->session);
}

struct job *session_job(const struct state *state, const struct session *session)
{
	EACH_LIVE(job, job, state)
		if (job->session == session->record.id)
			return job;
	return 0;
}

bool task_has_process(const struct state *state, const struct task *task)
{
	const struct job *job = 0;

	/* An older session than its last has none: no other was opened before that. */
	if (task->session)
		job = session_job(state, task_session(state, task));
	return job && job->life == JOB_running;
}

static void session_go(struct session *session, enum session_turn turn)
{
	int next = session_next(session->life, turn);

	assert(next >= 0);
	session->life = next;
	record_touch(session);
}

void session_on(struct session *session, enum session_turn turn)
{
	int next = session_next(session->life, turn);

	if (next < 0)
		return;
	session->life = next;
	record_touch(session);
}

void task_forgive(struct task *task)
{
	task->failure = 0;
	record_set(task, &task->reason, "");
	record_set(task, &task->blame, "");
	record_touch(task);
}

void session_call(struct state *state, struct session *session, enum task_turn turn,
		  const struct call *call, long long at_ms)
{
	struct task *task = task_at(state, session->task);
	struct job *job = job_add(state);

	session_go(session, SESSION_ON_called);
	job->session = session->record.id;
	session->job = job->record.id;
	job->turn = ++session->turns;
	record_set(job, &job->why, call->why);
	record_set(job, &job->text, call->text);
	record_set(job, &job->runs, call->runs);
	record_set(session, &session->outcome, "");
	record_set(session, &session->report, "");
	record_set(session, &session->ran, "");
	record_set(session, &session->passed, "");
	record_set(session, &session->untouched, "");
	task_forgive(task);
	task_go(task, turn, at_ms);
}

void session_begin(struct state *state, struct session *session, long long at_ms)
{
	const struct call first = { "first", "", "" },
			  restored = { "restored", session->moment_text, "" };

	session_call(state, session, TASK_ON_opened, session->past ? &restored : &first, at_ms);
}

void moment_set(struct task *task, const struct moment *moment)
{
	task->past = moment->past;
	record_set(task, &task->moment, moment->commit);
	record_set(task, &task->moment_head, moment->head);
	record_set(task, &task->moment_text, moment->text);
}

void session_call_round(struct state *state, struct session *session, const struct call *call,
			enum failure_code code, const char *reason, long long at_ms)
{
	struct task *task = task_at(state, session->task);
	_autofree_ char *spent = 0;

	if (session->round < task->rounds) {
		session->round++;
		session_call(state, session, TASK_ON_sent_back, call, at_ms);
		return;
	}
	spent = mem_printf("%s (after %lld of %lld rounds)", reason, session->round, task->rounds);
	task_fail(state, task, code, task->rounds ? spent : reason, at_ms);
}

void job_over(struct job *job, enum job_turn turn, long long at_ms)
{
	int next = job_next(job->life, turn);

	assert(next >= 0);
	job->life = next;
	job->ended_ms = at_ms;
	record_set(job, &job->stopping, "");
	record_touch(job);
}

void session_ask(struct session *session, struct job *job, long long at_ms)
{
	if (!job->asking_ms)
		job->asking_ms = at_ms;
	record_touch(job);
	session_go(session, SESSION_ON_asked);
}

static bool question_is_waited(const struct question *question, const struct session *session)
{
	return question->session == session->record.id && !question->is_left && !question_is_proposal(question);
}

void session_hear(const struct state *state, struct session *session, long long at_ms)
{
	struct job *job = session_job(state, session);

	if (session->life != SESSION_asking)
		return;
	EACH_LIVE(question, question, state)
		if (question_is_waited(question, session) &&
		    (question->life == QUESTION_open || question->life == QUESTION_answered))
			return;
	session_go(session, SESSION_ON_answered);
	job->waited_ms += at_ms - job->asking_ms;
	job->asking_ms = 0;
	record_touch(job);
}

static void question_go(struct question *question, enum question_turn turn)
{
	int next = question_next(question->life, turn);

	if (next < 0)
		return;
	question->life = next;
	record_touch(question);
}

void questions_hang_up(struct state *state, const struct session *session)
{
	EACH_LIVE(question, question, state)
		if (question_is_waited(question, session))
			question_go(question, QUESTION_ON_withdrawn);
}

void questions_withdraw(struct state *state, const struct session *session)
{
	EACH_LIVE(question, question, state)
		if (question->session == session->record.id && !question_is_proposal(question))
			question_go(question, QUESTION_ON_withdrawn);
}

/* What the lead has answered already is kept for the turn of another try. */
static void questions_drop(struct state *state, long long session)
{
	EACH_LIVE(question, question, state)
		if (question->session == session && question->life == QUESTION_open && !question_is_proposal(question))
			question_go(question, QUESTION_ON_withdrawn);
}

/* Who judges the change judges what it went on with. */
static void questions_default(struct state *state, long long session)
{
	EACH_LIVE(question, question, state)
		if (question->session == session && question->is_left)
			question_go(question, QUESTION_ON_defaulted);
}

void task_fail(struct state *state, struct task *task, enum failure_code code, const char *reason,
	       long long at_ms)
{
	struct failure *failure = failure_put(state, task, code, reason, at_ms);

	if (task->life == TASK_working || task->life == TASK_gating)
		pace_cycle(state, task_session(state, task), false);
	questions_drop(state, task->session);
	failure->is_last = 1;
	task->failure = failure->record.id;
	record_set(task, &task->blame, failure_blame(code));
	record_set(task, &task->reason, reason);
	task_go(task, TASK_ON_failed, at_ms);
}

void landing_enter(struct state *state, const struct review *review, long long at_ms)
{
	struct landing *landing = landing_add(state);

	landing->task = review->task;
	landing->session = review->session;
	landing->review = review->record.id;
	landing->since_ms = landing->queued_ms = at_ms;
	record_set(landing, &landing->commit, review->commit);
	questions_default(state, review->session);
	task_go(task_at(state, review->task), TASK_ON_approved, at_ms);
}

void review_void(struct review *review)
{
	int next = review_next(review->life, REVIEW_ON_voided);

	if (next < 0)
		return;
	review->life = next;
	record_touch(review);
}

void notice_put(struct state *state, const char *key, const char *text, long long at_ms)
{
	struct notice *notice = 0;

	EACH(notice, each, state)
		if (text_same(each->key, key))
			notice = each;
	if (!notice && !text)
		return;
	if (!notice)
		notice = notice_add(state);
	if (text && !notice->is_open) {
		notice->since_ms = at_ms;
		notice->is_told = 0;
	}
	notice->is_open = text != 0;
	record_set(notice, &notice->key, key);
	record_set(notice, &notice->text, text);
	record_touch(notice);
}
