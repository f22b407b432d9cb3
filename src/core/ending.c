/* ending.c - see ending.h. */
#include "core/ending.h"

#include "core/late.h"
#include "core/limits.h"
#include "core/retry.h"
#include "core/rounds.h"
#include "core/signals.h"
#include "core/turn.h"
#include "core/watch.h"

#include "base/mem.h"
#include "base/text.h"

/* The same turn goes on later, with what it knows. */
static void turn_put_off(struct session *session, struct job *job)
{
	job->life = job_next(job->life, JOB_ON_put_off);
	record_set(job, &job->stopping, "");
	record_touch(job);
	session_on(session, SESSION_ON_lost);
}

static void turn_over(struct session *session, struct job *job, long long at_ms)
{
	job_over(job, JOB_ON_over, at_ms);
	session_on(session, SESSION_ON_over);
}

static void turn_spent(struct state *state, struct session *session, struct job *job, bool is_late, long long at_ms)
{
	_autofree_ char *reason = mem_printf("its %s ran out", is_late ? "time" : "budget");

	signal_note(state, job, is_late ? SIGNAL_failed : SIGNAL_out_of_budget, reason, at_ms);
	late_fails(state, job);
	turn_over(session, job, at_ms);
	task_fail(state, task_at(state, session->task), is_late ? FAILURE_out_of_time : FAILURE_out_of_budget, reason, at_ms);
}

void turn_limited(struct state *state, struct session *session, struct job *job, const struct event *event)
{
	const struct task *task = task_at(state, session->task);

	signal_note(state, job, SIGNAL_rate_limited, event->text, event->at_ms);
	provider_limited(state, task, event);
	/* Another attempt would only be stopped for that. */
	if (session_is_over_budget(task, session))
		turn_spent(state, session, job, false, event->at_ms);
	else
		turn_put_off(session, job);
}

void turn_stopped(struct state *state, struct session *session, struct job *job, const struct event *event)
{
	struct task *task = task_at(state, session->task);
	const char *why = event->text ? event->text : "stop";
	bool is_late = text_same(why, "time");

	if (task->life != TASK_working) {
		job_over(job, JOB_ON_over, event->at_ms);
		return;
	}
	if (is_late || text_same(why, "budget")) {
		turn_spent(state, session, job, is_late, event->at_ms);
		return;
	}
	turn_put_off(session, job);
}

bool session_has_change(const struct session *session)
{
	return !text_is_empty(session->tree) && !text_same(session->tree, session->base_tree);
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
	record_set(session, &session->unnamed, event->unnamed);
	record_set(session, &session->judged, event->judged);
	record_set(session, &session->judged_commit, event->judged_commit);
	record_set(session, &session->proof, event->proof);
	record_set(session, &session->proof_commit, event->proof_commit);
	record_set(session, &session->tests, event->tests);
	record_set(session, &session->tampering, event->tampering);
	session->files = event->files;
	session->insertions = event->insertions;
	session->deletions = event->deletions;
	session->loose = event->loose;
	record_touch(session);
}

/* It says that it is done, and there is nothing that a gate could judge. */
static void turn_empty(struct state *state, struct session *session, struct job *job, const char *reason, long long at_ms)
{
	static const struct call again = { "no_change", "", "" };

	signal_note(state, job, SIGNAL_early, reason, at_ms);
	/* What stands there uncommitted is work that was not brought to its end. */
	session_call_round(state, session, &again, session->loose > 0 ? FAILURE_premature_end : FAILURE_no_change, reason, at_ms);
}

/* Work that stands there uncommitted is the likeliest cause, and the lead cannot see it. */
static char *empty_reason(const struct session *session, bool is_report)
{
	if (is_report)
		return mem_dup("the session ended without a report");
	if (session->loose <= 0)
		return mem_dup("the session ended without a committed change");
	return mem_printf("the session ended without a committed change: %lld path%s not committed", session->loose,
			  session->loose > 1 ? "s are" : " is");
}

void turn_done(struct state *state, struct session *session, struct task *task, long long at_ms)
{
	struct job *job = job_at(state, session->job);
	bool is_report = text_same(task->form, "report");
	const char *report = session->report ? session->report : "";
	_autofree_ char *reason = 0;

	if (!text_same(session->outcome, "impossible") && late_ends_turn(state, session, at_ms))
		return;
	if (text_same(session->outcome, "blocked") || text_same(session->outcome, "impossible")) {
		reason = mem_printf("the session reports %s: %s", session->outcome,
				    *report ? report : "(no reason given)");
		signal_note(state, job, SIGNAL_blocked, reason, at_ms);
		task_fail(state, task, text_same(session->outcome, "blocked") ? FAILURE_blocked : FAILURE_impossible, reason, at_ms);
	} else if (is_report && (session_has_change(session) || *report)) {
		signal_note(state, job, SIGNAL_finished, "it has reported", at_ms);
		questions_withdraw(state, session);
		session_on(session, SESSION_ON_closed);
		task_go(task, TASK_ON_reported, at_ms);
	} else if (!session_has_change(session)) {
		reason = empty_reason(session, is_report);
		turn_empty(state, session, job, reason, at_ms);
	} else {
		reason = mem_printf("it offers commit %.12s", session->commit);
		signal_note(state, job, SIGNAL_finished, reason, at_ms);
		change_offered(state, session, at_ms);
	}
}

void turn_withdrawn(struct state *state, struct session *session, struct job *job, long long at_ms)
{
	late_fails(state, job);
	job_over(job, JOB_ON_withdrawn, at_ms);
	session_on(session, SESSION_ON_over);
}

static const char *said(const struct event *event)
{
	static const char already[] = "the turn failed: ";

	if (text_is_empty(event->text))
		return "no reason given";
	return text_starts(event->text, already) ? event->text + sizeof already - 1 : event->text;
}

/* The same turn, its conversation and its round: nobody did anything wrong. */
static void turn_again(struct session *session, struct job *job, const struct event *event)
{
	job->agains++;
	job->wake_ms = event->at_ms + retry_pause_ms(job->agains);
	record_set(job, &job->error, event->error);
	/* What it has to hear of that goes with its next prompt. */
	if (text_same(event->error, "looping")) {
		record_set(job, &job->why, "looping");
		record_set(job, &job->text, event->text);
	}
	turn_put_off(session, job);
}

static void turn_locked_out(struct state *state, struct session *session, struct job *job, const struct event *event)
{
	struct task *task = task_at(state, session->task);
	_autofree_ char *reason = 0;

	signal_note(state, job, SIGNAL_locked_out, said(event), event->at_ms);
	if (provider_is_shut(state, task)) {
		turn_put_off(session, job);
		return;
	}
	provider_shut(state, task, session->agent, event);
	late_fails(state, job);
	turn_over(session, job, event->at_ms);
	reason = mem_printf(LOGIN_WORD "agent '%s' is logged out (%s): log in again, then 'leadhand resume'", session->agent,
			    said(event));
	task_fail(state, task, FAILURE_login_lost, reason, event->at_ms);
}

static void turn_refused(struct state *state, struct session *session, struct job *job, const struct event *event)
{
	struct task *task = task_at(state, session->task);
	bool is_spent = text_same(event->error, "budget");
	_autofree_ char *mend = retry_mend(event->error, task->name);
	_autofree_ char *reason = mem_printf("the turn failed for good: %s: %s", said(event), mend);

	signal_note(state, job, is_spent ? SIGNAL_out_of_budget : SIGNAL_failed, said(event), event->at_ms);
	late_fails(state, job);
	turn_over(session, job, event->at_ms);
	task_fail(state, task, retry_failure(event->error), reason, event->at_ms);
}

static void turn_broken(struct state *state, struct session *session, struct job *job, const struct event *event)
{
	_autofree_ char *reason = mem_printf("the turn failed: %s", said(event));
	struct call call = { "failed", event->text ? event->text : "", "" };

	signal_note(state, job, SIGNAL_failed, said(event), event->at_ms);
	late_fails(state, job);
	turn_over(session, job, event->at_ms);
	session_call_round(state, session, &call, retry_failure(event->error), reason, event->at_ms);
}

void turn_failed(struct state *state, struct session *session, struct job *job, const struct event *event)
{
	enum retry retry = retry_of(event->error);

	if (session_is_over_budget(task_at(state, session->task), session))
		turn_spent(state, session, job, false, event->at_ms);
	else if (retry == RETRY_again && job->agains < RETRY_TIMES)
		turn_again(session, job, event);
	else if (text_same(event->error, "authentication"))
		turn_locked_out(state, session, job, event);
	else if (retry == RETRY_never)
		turn_refused(state, session, job, event);
	else
		turn_broken(state, session, job, event);
}
