/* step_job.c - see step_job.h. Jobs of every kind, and checks; turns are in step_turn.c. */
#include "core/step_job.h"

#include "core/flake.h"
#include "core/halt.h"
#include "core/late.h"
#include "core/ledger.h"
#include "core/queue.h"
#include "core/rounds.h"
#include "core/signals.h"
#include "core/turn.h"

#include "base/text.h"

#define LOSSES_ALLOWED 5

/* The job that this event may speak for. */
int step_find_job(struct state *state, const struct event *event, struct job **out, struct err *err)
{
	struct job *job = job_at(state, event->job);

	if (!job)
		return err_set(err, ERR_MISSING, "there is no job %lld", event->job);
	if (job->life != JOB_running)
		return err_set(err, ERR_REFUSED, "job %lld is %s", event->job, job_states[job->life]);
	if (job->attempt != event->attempt)
		return err_set(err, ERR_CONFLICT, "job %lld is at attempt %lld, not %lld", event->job,
			       job->attempt, event->attempt);
	*out = job;
	return 0;
}

static void run_on(struct run *run, enum run_turn turn)
{
	int next = run_next(run->life, turn);

	if (next < 0)
		return;
	run->life = next;
	record_touch(run);
}

/* Every task and landing that waits for this run looks again, and the line. */
static void judge_who_waits(struct state *state, const struct run *run, long long at_ms)
{
	EACH_LIVE(session, session, state) {
		struct task *task = task_at(state, session->task);

		if (task->session == session->record.id && task_needs_run(state, task, run))
			task_judge(state, task, at_ms);
	}
	EACH_LIVE(landing, landing, state)
		if (landing_needs_run(landing, run))
			landing_judge(state, landing, at_ms);
	halt_look(state, at_ms);
}

int step_job_started(struct state *state, const struct event *event, struct err *err)
{
	struct job *job = job_at(state, event->job);
	struct task *task;

	if (!job)
		return err_set(err, ERR_MISSING, "there is no job %lld", event->job);
	if (job->life != JOB_wanted)
		return err_set(err, ERR_REFUSED, "job %lld is %s", event->job, job_states[job->life]);
	job->life = job_next(job->life, JOB_ON_started);
	job->attempt++;
	job->started_ms = event->at_ms;
	job->input = job->cached = job->output = job->cost_microusd = 0;
	job->asking_ms = job->waited_ms = 0;
	record_set(job, &job->stopping, "");
	record_touch(job);
	if (job->session) {
		signals_begin_anew(state, job);
		task = task_at(state, session_at(state, job->session)->task);
		/* Whose limits count is what holds now, whatever the task began with. */
		if (!text_is_empty(event->provider))
			record_set(task, &task->provider, event->provider);
		session_on(session_at(state, job->session), SESSION_ON_started);
		late_begins(state, job);
		factory_of(state)->started_ms = event->at_ms;
		record_touch(factory_of(state));
	} else {
		run_on(run_at(state, job->run), RUN_ON_started);
	}
	return 0;
}

/* A job whose runners keep vanishing is a fault of the machine, not something to try for ever. */
static void give_up(struct state *state, struct job *job, const char *why, long long at_ms)
{
	struct session *session = session_at(state, job->session);
	struct run *run = run_at(state, job->run);
	const char *reason = !text_is_empty(why) ? why : session ? "its runner vanished again and again"
						       : "the gate's runner vanished again and again";

	if (session)
		signal_note(state, job, SIGNAL_failed, reason, at_ms);
	job_over(job, JOB_ON_withdrawn, at_ms);
	if (session) {
		late_fails(state, job);
		session_on(session, SESSION_ON_over);
		task_fail(state, task_at(state, session->task), FAILURE_machine, reason, at_ms);
	} else {
		run_on(run, RUN_ON_started);
		run_on(run, RUN_ON_broken);
		record_set(run, &run->reason, reason);
		judge_who_waits(state, run, at_ms);
	}
}

int step_job_lost(struct state *state, const struct event *event, struct err *err)
{
	struct job *job;
	int code = step_find_job(state, event, &job, err);

	if (code)
		return code;
	job->life = job_next(job->life, JOB_ON_lost);
	job->losses++;
	record_set(job, &job->stopping, "");
	record_touch(job);
	if (job->session) {
		struct session *session = session_at(state, job->session);

		session_on(session, SESSION_ON_lost);
		questions_hang_up(state, session);
		if (task_at(state, session->task)->life != TASK_working) {
			job_over(job, JOB_ON_withdrawn, event->at_ms);
			return 0;
		}
	} else {
		run_on(run_at(state, job->run), RUN_ON_lost);
	}
	if (job->losses > LOSSES_ALLOWED)
		give_up(state, job, event->text, event->at_ms);
	return 0;
}

int step_stop_sent(struct state *state, const struct event *event, struct err *err)
{
	struct job *job;
	int code = step_find_job(state, event, &job, err);

	if (code)
		return code;
	record_set(job, &job->stopping, text_is_empty(event->text) ? "stop" : event->text);
	return 0;
}

int step_check_ended(struct state *state, const struct event *event, struct err *err)
{
	struct run *run;
	struct job *job;
	int code = step_find_job(state, event, &job, err);

	if (code)
		return code;
	run = run_at(state, job->run);
	if (!run)
		return err_set(err, ERR_REFUSED, "job %lld is no check", event->job);
	if (text_same(event->word, "stopped")) {
		job->life = job_next(job->life, JOB_ON_put_off);
		record_set(job, &job->stopping, "");
		record_touch(job);
		run_on(run, RUN_ON_lost);
		return 0;
	}
	job_over(job, JOB_ON_over, event->at_ms);
	run_on(run, run_hear(state, run, event));
	judge_who_waits(state, run, event->at_ms);
	return 0;
}
