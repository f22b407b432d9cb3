/* watch.c - see watch.h. */
#include "core/watch.h"

#include "core/rounds.h"

static bool is_over_budget(const struct task *task, const struct session *session)
{
	long long tokens = session->input - session->cached + session->output;

	return (task->tokens && tokens > task->tokens) ||
	       (task->cost_microusd && session->cost_microusd > task->cost_microusd);
}

const char *job_stop_reason(const struct state *state, const struct job *job, long long now_ms)
{
	const struct session *session = session_at(state, job->session);
	const struct task *task = session ? task_at(state, session->task) : 0;

	if (task && task->life != TASK_working)
		return "cancel";
	if (task && task->is_paused)
		return "pause";
	if (factory_of(state)->mode == FACTORY_stopping)
		return "down";
	if (!task)
		return run_is_needed(state, run_at(state, job->run)) ? 0 : "cancel";
	if (task->time_ms && now_ms - job->started_ms > task->time_ms)
		return "time";
	return is_over_budget(task, session) ? "budget" : 0;
}
