/* step_ask.c - see step_ask.h. */
#include "core/step_ask.h"

#include "core/ask.h"
#include "core/late.h"
#include "core/step_turn.h"
#include "core/turn.h"

#include "base/mem.h"
#include "base/text.h"

static struct question *question_keyed(struct state *state, const struct session *session, const char *key)
{
	EACH_LIVE(question, question, state)
		if (question->session == session->record.id && text_same(question->key, key))
			return question;
	return 0;
}

/*
 * An answer that was given serves again, whoever asks: the lead is not asked twice. Without one, a
 * question that blocks is open, and any other has its default, whatever it was before.
 */
static void question_ask(struct question *question, bool is_blocking)
{
	question->life = question_next(question->life, QUESTION_ON_asked_again);
	if (question->life != QUESTION_open)
		return;
	if (!text_is_empty(question->answer))
		question->life = question_next(question->life, QUESTION_ON_answered);
	else if (!is_blocking)
		question->life = question_next(question->life, QUESTION_ON_defaulted);
}

static void question_open(const struct state *state, struct question *question, long long at_ms)
{
	_autofree_ char *otherwise = ask_default(question);

	question->is_told = 0;
	question->due_ms = otherwise && factory_of(state)->answer_ms ? at_ms + factory_of(state)->answer_ms : 0;
}

int step_asked(struct state *state, const struct event *event, struct err *err)
{
	struct question *question;
	struct session *session;
	struct job *job;
	bool was_open;
	int code = step_find_turn(state, event, &job, &session, err);

	if (code)
		return code;
	if (session->life == SESSION_ended)
		return err_set(err, ERR_REFUSED, "job %lld is being stopped: nobody will answer", event->job);
	question = question_keyed(state, session, event->key);
	if (question && question_is_proposal(question))
		return err_set(err, ERR_REFUSED, "job %lld has proposed a task by that key", event->job);
	was_open = question && question->life == QUESTION_open;
	if (!question) {
		question = question_add(state);
		question->task = session->task;
		question->session = session->record.id;
		question->since_ms = event->at_ms;
		record_set(question, &question->key, event->key);
		record_set(question, &question->text, event->text);
		record_set(question, &question->options, event->options);
	}
	question_ask(question, event->is_blocking);
	question->job = job->record.id;
	question->choice = event->choice;
	if (question->life == QUESTION_open && !was_open)
		question_open(state, question, event->at_ms);
	question->is_blocking = event->is_blocking;
	question->is_left = 0;
	record_touch(question);
	if (question->life == QUESTION_open)
		session_ask(session, job, event->at_ms);
	else
		session_hear(state, session, event->at_ms);
	return 0;
}

/* Its answer may be on the way to who has just ceased to wait: then the next turn brings it. */
int step_left(struct state *state, const struct event *event, struct err *err)
{
	struct question *question;
	struct session *session;
	struct job *job;
	int code = step_find_turn(state, event, &job, &session, err), next;

	if (code)
		return code;
	question = question_keyed(state, session, event->key);
	next = question ? question_next(question->life, QUESTION_ON_left) : -1;
	if (next < 0)
		return err_set(err, ERR_REFUSED, "job %lld waits for no such answer", event->job);
	question->life = next;
	question->is_left = 1;
	record_touch(question);
	late_answered(state, question, event->at_ms);
	session_hear(state, session, event->at_ms);
	return 0;
}

static bool may_propose(const struct state *state, const struct session *session)
{
	long long count = 0;

	EACH_LIVE(question, question, state)
		count += question->session == session->record.id && question_is_proposal(question);
	return session->life != SESSION_ended && count < ASK_PROPOSALS_MOST;
}

/* Nobody waits for it, and it takes no time: the lead may leave it for as long as it pleases. */
int step_proposed(struct state *state, const struct event *event, struct err *err)
{
	struct question *question;
	struct session *session;
	struct job *job;
	_autofree_ char *text = 0;
	int code = step_find_turn(state, event, &job, &session, err);

	if (code)
		return code;
	if (text_is_empty(event->name) || !text_is_name(event->name))
		return err_set(err, ERR_REFUSED, "'%s' is no name for a task", event->name ? event->name : "");
	if (question_keyed(state, session, event->key) || !may_propose(state, session))
		return err_set(err, ERR_REFUSED, "job %lld has proposed that, or enough", event->job);
	text = mem_printf("proposes a task '%s': %s", event->name, event->title ? event->title : "");
	question = question_add(state);
	question->task = session->task;
	question->session = session->record.id;
	question->job = job->record.id;
	question->since_ms = event->at_ms;
	question->choice = ASK_LEAVES_IT;
	record_set(question, &question->key, event->key);
	record_set(question, &question->text, text);
	record_set(question, &question->options, ASK_PROPOSAL);
	record_set(question, &question->name, event->name);
	record_set(question, &question->hash, event->hash);
	return 0;
}
