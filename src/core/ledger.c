/* ledger.c - see ledger.h. */
#include "core/ledger.h"

#include "core/turn.h"

#include "base/text.h"

long long gate_id(const char *line)
{
	long long id = 0;

	return text_to_number(line, &id) ? id : 0;
}

bool gates_are_known(const struct state *state, const char *gates)
{
	struct lines walk;

	LINES_EACH(walk, gates)
		if (!gate_at(state, gate_id(walk.line))) {
			lines_stop(&walk);
			return false;
		}
	return true;
}

static void run_job(struct state *state, struct run *run)
{
	struct job *job = job_add(state);

	run->job = job->record.id;
	job->run = run->record.id;
	record_touch(run);
}

struct run *run_wanted(struct state *state, long long gate, const char *tree,
		       const char *commit)
{
	struct run *run = run_of(state, gate, tree);

	if (run)
		return run;
	run = run_add(state);
	run->gate = gate;
	record_set(run, &run->tree, tree);
	record_set(run, &run->commit, commit);
	run_job(state, run);
	return run;
}

void runs_try_again(struct state *state, const char *gates, const char *tree)
{
	struct lines walk;

	LINES_EACH(walk, gates) {
		struct run *run = run_of(state, gate_id(walk.line), tree);

		if (!run || run->life != RUN_broken)
			continue;
		run->life = run_next(run->life, RUN_ON_again);
		run_job(state, run);
	}
}

bool run_is_pending(const struct run *run)
{
	return run->life == RUN_wanted || run->life == RUN_running;
}

bool gates_are_green(const struct state *state, const char *gates, const char *tree)
{
	struct lines walk;

	LINES_EACH(walk, gates) {
		const struct run *run = run_of(state, gate_id(walk.line), tree);

		if (!run || run->life != RUN_green) {
			lines_stop(&walk);
			return false;
		}
	}
	return true;
}

static bool has_gate(const char *gates, long long gate)
{
	struct lines walk;

	LINES_EACH(walk, gates)
		if (gate_id(walk.line) == gate) {
			lines_stop(&walk);
			return true;
		}
	return false;
}

bool task_needs_run(const struct state *state, const struct task *task, const struct run *run)
{
	const struct session *session = task_session(state, task);

	if (task->life == TASK_gating)
		return (text_same(run->tree, session->tree) ||
			text_same(run->tree, session->base_tree)) &&
		       has_gate(session->gates, run->gate);
	return task->life == TASK_proving && text_same(run->tree, session->base_tree) &&
	       has_gate(task->accept, run->gate);
}

bool landing_needs_run(const struct landing *landing, const struct run *run)
{
	return landing->life == LANDING_gating &&
	       (text_same(run->tree, landing->tree) ||
		text_same(run->tree, landing->tip_tree)) &&
	       has_gate(landing->gates, run->gate);
}

bool run_is_needed(const struct state *state, const struct run *run)
{
	EACH(landing, landing, state)
		if (landing_needs_run(landing, run))
			return true;
	EACH(task, task, state)
		if (!task->is_paused && task_needs_run(state, task, run))
			return true;
	return false;
}

/* The older of `found` and the jobs that these gates still want on a tree. */
static struct job *older_wanted(const struct state *state, const char *gates, const char *tree,
				struct job *found)
{
	struct lines walk;

	LINES_EACH(walk, gates) {
		const struct run *run = run_of(state, gate_id(walk.line), tree);
		struct job *job = run && run->life == RUN_wanted ? job_at(state, run->job) : 0;

		if (job && (!found || job->record.id < found->record.id))
			found = job;
	}
	return found;
}

static bool is_check_wanted(const struct state *state)
{
	EACH_LIVE(job, state)
		if (job->run && job->life == JOB_wanted)
			return true;
	return false;
}

/* Asked from the side of those who wait: checks may be wanted that nobody needs any more. */
struct job *check_next(const struct state *state)
{
	struct job *found = 0;

	if (!is_check_wanted(state))
		return 0;
	EACH(landing, landing, state)
		if (landing->life == LANDING_gating) {
			found = older_wanted(state, landing->gates, landing->tree, found);
			found = older_wanted(state, landing->gates, landing->tip_tree, found);
		}
	EACH(task, task, state) {
		const struct session *session = task_session(state, task);

		if (task->is_paused)
			continue;
		if (task->life == TASK_gating)
			found = older_wanted(state, session->gates, session->tree, found);
		if (task->life == TASK_gating || task->life == TASK_proving)
			found = older_wanted(state,
					     task->life == TASK_gating ? session->gates
								       : task->accept,
					     session->base_tree, found);
	}
	return found;
}
