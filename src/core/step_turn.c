/* step_turn.c - see step_turn.h. */
#include "core/step_turn.h"

#include "core/late.h"
#include "core/ledger.h"
#include "core/limits.h"
#include "core/pace.h"
#include "core/rounds.h"
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

/* The same turn goes on later, with what it knows. */
static void turn_put_off(struct session *session, struct job *job)
{
	job->life = job_next(job->life, JOB_ON_put_off);
	record_set(job, &job->stopping, "");
	record_touch(job);
	session_on(session, SESSION_ON_lost);
}

/* We stopped it: to go on later, or because a limit was reached. */
static void turn_stopped(struct state *state, struct session *session, struct job *job,
			 const struct event *event)
{
	struct task *task = task_at(state, session->task);
	_autofree_ char *reason = 0;
	const char *why = event->text ? event->text : "stop";

	if (task->life != TASK_working) {
		job_over(job, JOB_ON_over, event->at_ms);
		return;
	}
	if (text_same(why, "time") || text_same(why, "budget")) {
		reason = mem_printf("its %s ran out", text_same(why, "time") ? "time" : "budget");
		late_fails(state, job);
		job_over(job, JOB_ON_over, event->at_ms);
		session_on(session, SESSION_ON_over);
		task_fail(state, task, BLAME_SPECIFICATION, reason, event->at_ms);
		return;
	}
	turn_put_off(session, job);
}

bool session_has_change(const struct session *session)
{
	return !text_is_empty(session->tree) && !text_same(session->tree, session->base_tree);
}

void turn_done(struct state *state, struct session *session, struct task *task, long long at_ms)
{
	static const struct call again = { "no_change", "", "" };
	_autofree_ char *reason = 0;

	if (!text_same(session->outcome, "impossible") && late_ends_turn(state, session, at_ms))
		return;
	if (text_same(session->outcome, "blocked") || text_same(session->outcome, "impossible")) {
		reason = mem_printf("the session reports %s: %s", session->outcome,
				    session->report ? session->report : "(no reason given)");
		task_fail(state, task, BLAME_SPECIFICATION, reason, at_ms);
	} else if (text_same(task->form, "report") && (session_has_change(session) || !text_is_empty(session->report))) {
		questions_withdraw(state, session);
		session_on(session, SESSION_ON_closed);
		task_go(task, TASK_ON_reported, at_ms);
	} else if (!session_has_change(session)) {
		session_call_round(state, session, &again, BLAME_VERIFICATION,
				   text_same(task->form, "report") ? "the session ended without a report"
				   : "the session ended without a committed change", at_ms);
	} else {
		change_offered(state, session, at_ms);
	}
}

void session_keep_change(struct session *session, const struct event *event)
{
	if (text_is_empty(event->commit))
		return;
	record_set(session, &session->commit, event->commit);
	record_set(session, &session->tree, event->tree);
	record_set(session, &session->gates, event->gates);
	record_set(session, &session->outside, event->outside);
	record_set(session, &session->protected, event->protected);
	session->files = event->files;
	session->insertions = event->insertions;
	session->deletions = event->deletions;
	session->loose = event->loose;
	record_touch(session);
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
	session_keep_change(session, event);
	if (text_same(event->word, "stopped") || task->life != TASK_working) {
		turn_stopped(state, session, job, event);
		return 0;
	}
	if (text_same(event->word, "limited") && !text_is_empty(task->provider)) {
		provider_limited(state, task, event);
		turn_put_off(session, job);
		return 0;
	}
	job_over(job, JOB_ON_over, event->at_ms);
	session_on(session, SESSION_ON_over);
	if (text_same(event->word, "done")) {
		provider_works(state, task, event->at_ms);
		turn_done(state, session, task, event->at_ms);
	} else {
		_autofree_ char *reason = mem_printf("the turn failed: %s", event->text ? event->text : "no reason given");
		struct call call = { "failed", event->text ? event->text : "", "" };

		late_fails(state, job);
		session_call_round(state, session, &call, BLAME_ENVIRONMENT, reason, event->at_ms);
	}
	return 0;
}
