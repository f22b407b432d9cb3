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

/* Without a copy of each line: plans and verdicts walk many lists. */
bool gates_next(struct gate_walk *walk)
{
	const char *at = walk->rest ? walk->rest : "";

	for (walk->id = 0; *at >= '0' && *at <= '9'; at++)
		walk->id = 10 * walk->id + (*at - '0');
	walk->rest = *at ? at + 1 : at;
	return walk->id != 0;
}

static void run_job(struct state *state, struct run *run)
{
	struct job *job = job_add(state);

	run->job = job->record.id;
	job->run = run->record.id;
	job->again = run->executions;
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

void run_again(struct state *state, struct run *run)
{
	run->life = run_next(run->life, RUN_ON_again);
	run_job(state, run);
}

void runs_try_again(struct state *state, const char *gates, const char *tree)
{
	GATES_EACH(walk, gates)
	{
		struct run *run = run_of(state, walk.id, tree);

		if (run && run->life == RUN_broken)
			run_again(state, run);
	}
}

bool run_is_pending(const struct run *run)
{
	return run->life == RUN_wanted || run->life == RUN_running;
}

bool gates_are_green(const struct state *state, const char *gates, const char *tree)
{
	GATES_EACH(walk, gates)
	{
		const struct run *run = run_of(state, walk.id, tree);

		if (!run || run->life != RUN_green)
			return false;
	}
	return true;
}

static bool has_gate(const char *gates, long long gate)
{
	GATES_EACH(walk, gates)
	if (walk.id == gate)
		return true;
	return false;
}

bool task_needs_run(const struct state *state, const struct task *task, const struct run *run)
{
	const struct session *session = task_session(state, task);

	if (task->life == TASK_gating)
		return (text_same(run->tree, session->tree) || text_same(run->tree, session->base_tree) ||
			text_same(run->tree, session->judged) || text_same(run->tree, session->proof)) &&
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

static bool line_needs_run(const struct state *state, const struct run *run)
{
	const struct factory *factory = factory_of(state);

	return has_gate(factory->red_gates, run->gate) && text_same(run->tree, factory->tip_tree);
}

bool run_is_needed(const struct state *state, const struct run *run)
{
	if (line_needs_run(state, run))
		return true;
	EACH_LIVE(landing, landing, state)
		if (landing_needs_run(landing, run))
			return true;
	EACH_LIVE(session, session, state) {
		const struct task *task = task_at(state, session->task);

		if (task->session == session->record.id && !task_is_held(task) && task_needs_run(state, task, run))
			return true;
	}
	return false;
}

/* The job that one of these gates still wants on a tree, or NULL. */
static struct job *first_wanted(const struct state *state, const char *gates, const char *tree)
{
	GATES_EACH(walk, gates)
	{
		const struct run *run = run_of(state, walk.id, tree);

		if (run && run->life == RUN_wanted)
			return job_at(state, run->job);
	}
	return 0;
}

static bool is_check_wanted(const struct state *state)
{
	EACH_LIVE(job, job, state)
		if (job->run && job->life == JOB_wanted)
			return true;
	return false;
}

static struct job *first_wanted_by(const struct state *state, const struct session *session)
{
	const struct task *task = task_at(state, session->task);
	struct job *job = 0;

	if (task->session != session->record.id || task_is_held(task))
		return 0;
	if (task->life == TASK_proving)
		return first_wanted(state, task->accept, session->base_tree);
	if (task->life == TASK_gating) {
		const char *const trees[] = { session->tree, session->base_tree, session->judged, session->proof };

		for (size_t i = 0; i < sizeof trees / sizeof *trees && !job; i++)
			job = first_wanted(state, session->gates, trees[i]);
	}
	return job;
}

/*
 * Asked from the side of those who wait: checks may be wanted that nobody needs any more. After what lands comes the
 * line, which keeps all others waiting. Of their sessions, not of the tasks: of those there may be many that were not
 * begun.
 */
struct job *check_next(const struct state *state)
{
	long long oldest = 0;
	struct job *job = 0;

	if (!is_check_wanted(state))
		return 0;
	EACH_LIVE(landing, landing, state)
		if (landing->life == LANDING_gating) {
			job = first_wanted(state, landing->gates, landing->tree);
			if (!job)
				job = first_wanted(state, landing->gates, landing->tip_tree);
			if (job)
				return job;
		}
	job = first_wanted(state, factory_of(state)->red_gates, factory_of(state)->tip_tree);
	if (job)
		return job;
	EACH_LIVE(session, session, state) {
		struct job *wanted = !oldest || session->task < oldest ? first_wanted_by(state, session) : 0;

		if (wanted) {
			oldest = session->task;
			job = wanted;
		}
	}
	return job;
}
