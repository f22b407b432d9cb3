/* rounds.c - see rounds.h. */
#include "core/rounds.h"

#include "core/authority.h"
#include "core/counts.h"
#include "core/failure.h"
#include "core/flake.h"
#include "core/late.h"
#include "core/ledger.h"
#include "core/pace.h"
#include "core/signals.h"
#include "core/turn.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"

enum { PATHS_SHOWN = 3, PATH_BYTES = 300 };

static void add_id(char **list, long long id)
{
	_autofree_ char *line = mem_printf("%lld", id);

	lines_add(list, line);
}

static bool gate_applies(const struct gate *gate, const char *paths)
{
	struct lines walk;

	if (text_is_empty(gate->when_paths))
		return true;
	LINES_EACH(walk, paths)
		if (glob_match_any(gate->when_paths, walk.line)) {
			lines_stop(&walk);
			return true;
		}
	return false;
}

char *gates_required(const struct state *state, const struct task *task, const char *paths)
{
	char *list = 0;
	struct lines walk;

	LINES_EACH(walk, factory_of(state)->gates) {
		const struct gate *gate = gate_at(state, gate_id(walk.line));

		if (gate_applies(gate, paths))
			lines_add(&list, walk.line);
	}
	LINES_EACH(walk, task->accept)
		if (!lines_has(list, walk.line))
			lines_add(&list, walk.line);
	return list ? list : mem_dup("");
}

static const char *broken_reason(const struct run *run)
{
	return text_is_empty(run->reason) ? "a gate could not be run" : run->reason;
}

static void blame(const struct state *state, struct verdict *verdict, const struct run *run)
{
	if (!verdict->blamed) {
		verdict->first = gate_at(state, run->gate)->name;
		verdict->counts_none = run->life == RUN_green;
	}
	add_id(&verdict->blamed, run->record.id);
}

/* Whether it has to be run again before it says anything; then it is. What the lead said of its tests since is new too. */
static bool is_run_again(struct state *state, struct verdict *verdict, struct run *run)
{
	if (!run_is_doubted(state, run) && !(run->life == RUN_red && run_is_quarantined(state, run)))
		return false;
	run_again(state, run);
	verdict->is_pending = true;
	return true;
}

/*
 * A red run is excused where the base is red too; asks for the base's run where it is not known, and that first: what
 * is red there need not be run again. Neither colour is believed that a rerun may take back.
 */
static void verdict_red(struct state *state, struct verdict *verdict, struct run *run,
			const char *base_tree, const char *base)
{
	const struct gate *gate = gate_at(state, run->gate);
	struct run *before;

	if (!gate->is_red_first) {
		before = run_wanted(state, run->gate, base_tree, base);
		if (run_is_pending(before)) {
			verdict->is_pending = true;
			return;
		}
		/* Whose doing it is cannot be told: that is no verdict on the change. */
		if (before->life == RUN_broken) {
			verdict->broken = broken_reason(before);
			return;
		}
		if (is_run_again(state, verdict, before))
			return;
		if (before->life == RUN_red && !run_fails_more(run, before)) {
			add_id(&verdict->excused, run->record.id);
			if (!verdict->first)
				verdict->first = gate->name;
			return;
		}
	}
	if (is_run_again(state, verdict, run))
		return;
	blame(state, verdict, run);
}

struct verdict verdict_of(struct state *state, const char *gates, const char *tree,
			  const char *commit, const char *base_tree, const char *base)
{
	struct verdict verdict = { 0 };

	GATES_EACH(walk, gates) {
		struct run *run = run_wanted(state, walk.id, tree, commit);

		if (run_is_pending(run))
			verdict.is_pending = true;
		else if (run->life == RUN_broken)
			verdict.broken = broken_reason(run);
		else if (run->life == RUN_red)
			verdict_red(state, &verdict, run, base_tree, base);
		else if (run_counts_none_now(state, run, base_tree))
			blame(state, &verdict, run);
	}
	return verdict;
}

void verdict_release(struct verdict *verdict)
{
	free(verdict->blamed);
	free(verdict->excused);
	*verdict = (struct verdict){ 0 };
}

/* What was red before it was green may know when it is looked at twice, and what the lead said not to look at was not. */
static bool is_steady(const struct state *state, const struct session *session)
{
	GATES_EACH(walk, session->gates) {
		const struct run *run = run_of(state, walk.id, session->tree);

		if (run && (!text_is_empty(run->flaky) || !text_is_empty(run->quarantined)))
			return false;
	}
	return true;
}

/* A written policy approves only what is proven, told as it is, and needs no second look. */
static bool policy_approves(const struct state *state, const struct task *task, const struct session *session,
			    const struct review *review)
{
	return text_same(task->review_mode, "policy") && !text_is_empty(session->gates) && !late_is_open(state, session) &&
	       !claims_are_false(state, session) && text_is_empty(review->excused) && !review->is_doubted &&
	       text_is_empty(session->outside) && text_is_empty(session->protected) &&
	       (!task->lines || session->insertions + session->deletions <= task->lines);
}

static void review_begin(struct state *state, struct task *task, struct session *session,
			 const struct verdict *verdict, long long at_ms)
{
	struct review *review = review_add(state);

	review->task = task->record.id;
	review->session = session->record.id;
	review->since_ms = at_ms;
	review->lines = session->insertions + session->deletions;
	record_set(review, &review->commit, session->commit);
	record_set(review, &review->tree, session->tree);
	record_set(review, &review->base, session->base);
	record_set(review, &review->excused, verdict->excused);
	review->is_doubted = !copies_are_clean(state, session) || !is_steady(state, session);
	session->round = 0;
	record_touch(session);
	pace_cycle(state, session, true);
	task_go(task, TASK_ON_passed, at_ms);
	if (!policy_approves(state, task, session, review))
		return;
	review->life = REVIEW_approved;
	record_set(review, &review->by, "policy green-gates");
	landing_enter(state, review, at_ms);
}

/* Its last turn said that it was done. */
static void ended_early(struct state *state, const struct session *session, const char *reason, long long at_ms)
{
	_autofree_ char *text = mem_printf("it says it is done, and %s", reason);
	struct job *job = job_at(state, session->job);

	if (job)
		signal_note(state, job, SIGNAL_early, text, at_ms);
}

/* What steers the judgement was changed without leave: no gate has to run to know that. */
static void judge_protected(struct state *state, struct session *session, long long at_ms)
{
	_autofree_ char *files = lines_some(session->unnamed, PATHS_SHOWN, PATH_BYTES);
	_autofree_ char *reason = mem_printf("it changes protected files that its scope does not name: %s", files);
	struct call call = { "protected", session->unnamed, "" };

	session_call_round(state, session, &call, FAILURE_constraint_violated, reason, at_ms);
}

static bool was_sent_for_proof(const struct state *state, const struct session *session)
{
	const struct job *job = job_at(state, session->job);

	return job && text_same(job->why, "unproven");
}

/* Once: who cannot make the test fail rightly has done what can be asked for, and the lead sees it. What could not be run
 * is nobody's to mend. */
static bool sends_for_proof(struct state *state, struct task *task, struct session *session, long long at_ms)
{
	struct red_proof proof = red_proof_of(state, session);
	_autofree_ char *reason = 0;
	struct call call = { "unproven", "", "" };

	if ((proof.word != PROOF_vacuous && proof.word != PROOF_unproven) || !proof.gate->is_red_first ||
	    proof.run->life == RUN_broken || session->round >= task->rounds || was_sent_for_proof(state, session))
		return false;
	reason = mem_printf("with your tests and without the rest of your change, the acceptance '%s' %s",
			    proof.gate->is_held_out ? "(not shown)" : proof.gate->command,
			    proof.word == PROOF_vacuous ? "succeeds" : "fails, but not by an assertion");
	call.text = reason;
	session_call_round(state, session, &call, FAILURE_unproven_acceptance, reason, at_ms);
	return true;
}

static void judge_green(struct state *state, struct task *task, struct session *session, const struct verdict *verdict,
			long long at_ms)
{
	if (!sends_for_proof(state, task, session, at_ms))
		review_begin(state, task, session, verdict, at_ms);
}

static void judge_red(struct state *state, struct session *session, const struct verdict *verdict, long long at_ms)
{
	_autofree_ char *reason = mem_printf("gate '%s' %s", verdict->first,
					     verdict->counts_none ? VERDICT_COUNTS_NONE : "is red");
	struct call call = { "gate_red", "", verdict->blamed };

	ended_early(state, session, reason, at_ms);
	session_call_round(state, session, &call, failure_of_red(state, session), reason, at_ms);
}

static void judge_change(struct state *state, struct task *task, long long at_ms)
{
	struct session *session = task_session(state, task);
	struct verdict verdict = { 0 };

	if (!text_is_empty(session->unnamed)) {
		judge_protected(state, session, at_ms);
		return;
	}
	verdict = verdict_of(state, session->gates, session->tree, session->commit, session->base_tree, session->base);
	if (!verdict.is_pending && !verdict.broken && !verdict.blamed)
		verdict.is_pending = copies_wanted(state, session);
	if (!verdict.is_pending) {
		pace_gates(session, task->since_ms, at_ms);
		claims_judge(state, session);
	}
	if (!verdict.is_pending && verdict.broken)
		task_fail(state, task, FAILURE_machine, verdict.broken, at_ms);
	else if (!verdict.is_pending && verdict.blamed)
		judge_red(state, session, &verdict, at_ms);
	else if (!verdict.is_pending)
		judge_green(state, task, session, &verdict, at_ms);
	verdict_release(&verdict);
}

/* A session costs more than one more look: what fails now and then has to be red twice. */
static bool is_red_once(const struct state *state, const struct run *run)
{
	return run->life == RUN_red && run->executions == 1 && factory_of(state)->reruns > 0;
}

static void judge_proof(struct state *state, struct task *task, long long at_ms)
{
	struct session *session = task_session(state, task);
	bool is_pending = false;

	GATES_EACH(walk, task->accept) {
		const struct gate *gate = gate_at(state, walk.id);
		struct run *run;
		_autofree_ char *reason = 0;

		if (!gate->is_red_first)
			continue;
		run = run_wanted(state, gate->record.id, session->base_tree, session->base);
		if (run->life == RUN_green || run->life == RUN_broken) {
			reason = run->life == RUN_broken ? mem_dup(run->reason ? run->reason : "an acceptance could not be run")
				 : mem_printf("the acceptance '%s' is %s on the base already: it proves nothing", gate->command,
					      run->reds ? "red and green" : "green");
			task_fail(state, task, run->life == RUN_green ? FAILURE_unproven_acceptance : FAILURE_machine,
				  reason, at_ms);
			return;
		}
		if (is_red_once(state, run))
			run_again(state, run);
		is_pending |= run_is_pending(run);
	}
	if (!is_pending)
		session_begin(state, session, at_ms);
}

void task_judge(struct state *state, struct task *task, long long at_ms)
{
	if (task->life == TASK_gating)
		judge_change(state, task, at_ms);
	else if (task->life == TASK_proving)
		judge_proof(state, task, at_ms);
}

void change_offered(struct state *state, struct session *session, long long at_ms)
{
	struct task *task = task_at(state, session->task);

	runs_try_again(state, session->gates, session->tree);
	runs_try_again(state, session->gates, session->base_tree);
	runs_try_again(state, session->gates, session->judged);
	runs_try_again(state, session->gates, session->proof);
	task_go(task, TASK_ON_offered, at_ms);
	task_judge(state, task, at_ms);
}
