/* late.c - see late.h. */
#include "core/late.h"

#include "core/ask.h"
#include "core/pace.h"
#include "core/turn.h"

static void go(struct question *question, enum question_turn turn)
{
	int next = question_next(question->life, turn);

	if (next < 0)
		return;
	question->life = next;
	record_touch(question);
}

static bool is_of(const struct question *question, const struct session *session, int life)
{
	return question->is_left && question->session == session->record.id && question->life == life;
}

bool late_is_open(const struct state *state, const struct session *session)
{
	EACH_LIVE(question, question, state)
		if (is_of(question, session, QUESTION_open))
			return true;
	return false;
}

/* It has nothing to go on with before that is answered. */
static bool is_stuck(const struct state *state, const struct session *session)
{
	EACH_LIVE(question, question, state)
		if (is_of(question, session, QUESTION_open) && !question->choice)
			return true;
	return false;
}

static bool has_answer(const struct state *state, const struct session *session)
{
	EACH_LIVE(question, question, state)
		if (is_of(question, session, QUESTION_answered))
			return true;
	return false;
}

static void call_again(struct state *state, struct session *session, long long at_ms)
{
	static const struct call call = { "answered", "", "" };

	session_call(state, session, TASK_ON_sent_back, &call, at_ms);
}

bool late_ends_turn(struct state *state, struct session *session, long long at_ms)
{
	if (is_stuck(state, session)) {
		session_on(session, SESSION_ON_parked);
		return true;
	}
	if (!has_answer(state, session))
		return false;
	call_again(state, session, at_ms);
	return true;
}

static bool is_default(const struct question *question)
{
	return ask_chooses(question, question->choice);
}

/* What it offered was made without the answer. */
static void take_back(struct state *state, const struct task *task)
{
	EACH_LIVE(review, review, state)
		if (review->task == task->record.id && review->life == REVIEW_open)
			review_void(review);
}

void late_answered(struct state *state, struct question *question, long long at_ms)
{
	struct session *session = session_at(state, question->session);
	struct task *task = task_at(state, question->task);
	bool rests = session->life == SESSION_resting && (task->life == TASK_gating || task->life == TASK_review);

	if (!question->is_left || question->life != QUESTION_answered)
		return;
	if (is_default(question)) {
		go(question, QUESTION_ON_delivered);
		return;
	}
	if (is_stuck(state, session) || (session->life != SESSION_parked && !rests))
		return;
	if (task->life == TASK_review) {
		take_back(state, task);
		pace_begin(session);
	}
	call_again(state, session, at_ms);
}

void late_begins(struct state *state, const struct job *job)
{
	const struct session *session = session_at(state, job->session);

	EACH_LIVE(question, question, state)
		if (is_of(question, session, QUESTION_answered)) {
			question->job = job->record.id;
			go(question, QUESTION_ON_delivered);
		}
}

static bool is_brought(const struct question *question, const struct job *job)
{
	return question->is_left && question->life == QUESTION_delivered && question->job == job->record.id &&
	       !is_default(question);
}

void late_fails(struct state *state, const struct job *job)
{
	EACH_LIVE(question, question, state)
		if (is_brought(question, job))
			go(question, QUESTION_ON_left);
}

bool late_is_for(const struct job *job, const struct question *question)
{
	return is_brought(question, job) || (question->is_left && question->session == job->session &&
					     question->life == QUESTION_answered);
}
