/* step_turn.c - see step_turn.h. */
#include "core/step_turn.h"

#include "core/ending.h"
#include "core/ledger.h"
#include "core/limits.h"
#include "core/pace.h"
#include "core/signals.h"
#include "core/step_job.h"
#include "core/turn.h"

#include "base/mem.h"
#include "base/text.h"

#define USAGE_BELIEVED 1000000000000000LL

int step_find_turn(struct state *state, const struct event *event, struct job **job, struct session **session,
		   struct err *err)
{
	int code = step_find_job(state, event, job, err);

	if (code)
		return code;
	*session = session_at(state, (*job)->session);
	if (!*session)
		return err_set(err, ERR_REFUSED, "job %lld is no turn of a session", event->job);
	return 0;
}

int step_thread(struct state *state, const struct event *event, struct err *err)
{
	struct session *session;
	struct job *job;
	int code = step_find_turn(state, event, &job, &session, err);

	if (!code)
		record_set(session, &session->thread, event->text);
	return code;
}

static bool is_absurd(long long used)
{
	return used < 0 || used > USAGE_BELIEVED;
}

int step_usage(struct state *state, const struct event *event, struct err *err)
{
	struct session *session;
	struct job *job;
	int code = step_find_turn(state, event, &job, &session, err);

	if (code)
		return code;
	/* What an agent claims is added up for as long as the session lives: it must not run over. */
	if (is_absurd(event->input) || is_absurd(event->cached) || is_absurd(event->output) ||
	    is_absurd(event->cost_microusd))
		return err_set(err, ERR_REFUSED, "job %lld cannot have used that much", event->job);
	day_spend(state, event->input - job->input - (event->cached - job->cached) + event->output - job->output,
		  event->cost_microusd - job->cost_microusd, event->at_ms);
	/* The runner counts from the start of its attempt; the session keeps what every attempt used. */
	session->input += event->input - job->input;
	session->cached += event->cached - job->cached;
	session->output += event->output - job->output;
	session->cost_microusd += event->cost_microusd - job->cost_microusd;
	job->input = event->input;
	job->cached = event->cached;
	job->output = event->output;
	job->cost_microusd = event->cost_microusd;
	record_touch(job);
	record_touch(session);
	return 0;
}

int step_reported(struct state *state, const struct event *event, struct err *err)
{
	struct session *session;
	struct job *job;
	int code = step_find_turn(state, event, &job, &session, err);

	if (code)
		return code;
	record_set(session, &session->outcome, event->word);
	record_set(session, &session->report, event->text);
	record_set(session, &session->decided, event->decided);
	record_set(session, &session->assumed, event->assumed);
	record_set(session, &session->deviated, event->deviated);
	record_set(session, &session->ran, event->ran);
	record_set(session, &session->passed, event->passed_gates);
	record_set(session, &session->untouched, event->untouched);
	return 0;
}

int step_checkpointed(struct state *state, const struct event *event, struct err *err)
{
	struct session *session;
	struct job *job;
	int code = step_find_turn(state, event, &job, &session, err);

	if (!code)
		record_set(session, &session->checkpoint, event->commit);
	return code;
}

int step_turn_ended(struct state *state, const struct event *event, struct err *err)
{
	struct session *session;
	struct task *task;
	struct job *job;
	int code = step_find_turn(state, event, &job, &session, err);

	if (code)
		return code;
	if (!gates_are_known(state, event->gates))
		return err_set(err, ERR_MISSING, "job %lld names a gate that is not known", event->job);
	task = task_at(state, session->task);
	pace_turn(state, session, job, event->at_ms);
	questions_hang_up(state, session);
	/* How long it was quiet where that was too long says nothing of how long it is otherwise. */
	if (!text_same(event->error, "silent"))
		habit_quiet(state, session->agent, event->quiet_ms);
	session_keep_change(session, event);
	if (text_same(event->word, "stopped") || task->life != TASK_working) {
		turn_stopped(state, session, job, event);
		return 0;
	}
	if (text_same(event->word, "limited") && !text_is_empty(task->provider)) {
		turn_limited(state, session, job, event);
	} else if (text_same(event->word, "done")) {
		job_over(job, JOB_ON_over, event->at_ms);
		session_on(session, SESSION_ON_over);
		provider_works(state, task, event->at_ms);
		turn_done(state, session, task, event->at_ms);
	} else {
		turn_failed(state, session, job, event);
	}
	return 0;
}
