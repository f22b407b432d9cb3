/* watch.c - see watch.h. */
#include "core/watch.h"

#include "core/ledger.h"

bool session_is_over_budget(const struct task *task, const struct session *session)
{
	long long tokens = session->input - session->cached + session->output;

	return (task->tokens && tokens > task->tokens) ||
	       (task->cost_microusd && session->cost_microusd > task->cost_microusd);
}

long long job_time_left_ms(const struct task *task, const struct job *job)
{
	if (!task->time_ms)
		return 0;
	return task->time_ms > job->spent_ms ? task->time_ms - job->spent_ms : 1;
}

long long job_time_is_up(const struct state *state, const struct job *job)
{
	const struct session *session = session_at(state, job->session);
	const struct task *task = session ? task_at(state, session->task) : 0;

	/* A lead who answers in the morning has not used up the session's night. */
	if (!task || !task->time_ms || job->life != JOB_running || job->asking_ms)
		return 0;
	return job->started_ms + job->waited_ms + job_time_left_ms(task, job) + 1;
}

const char *job_stop_reason(const struct state *state, const struct job *job, long long now_ms)
{
	const struct session *session = session_at(state, job->session);
	const struct task *task = session ? task_at(state, session->task) : 0;

	if (task && task->life != TASK_working)
		return "cancel";
	if (task && task->is_paused)
		return "pause";
	if (task && task->attached_ms)
		return "attach";
	if (factory_of(state)->mode == FACTORY_stopping)
		return "down";
	if (!task)
		return run_is_needed(state, run_at(state, job->run)) ? 0 : "cancel";
	if (job_time_is_up(state, job) && now_ms >= job_time_is_up(state, job))
		return "time";
	return session_is_over_budget(task, session) ? "budget" : 0;
}
