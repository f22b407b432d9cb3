/* claims.c - see world.h. The promises, as far as a state shows them. */
#include "world.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/claims.h"
#include "core/desk.h"
#include "core/failure.h"
#include "core/flake.h"
#include "core/ledger.h"
#include "core/queue.h"

#define CLAIM(holds, what)             \
	do {                           \
		if (!(holds))          \
			return (what); \
	} while (0)

struct counts {
	long long live, running; /* jobs of a task's sessions */
	long long reviews, landings;
};

static struct counts *count_all(const struct state *state)
{
	struct counts *counts = mem_new((size_t)task_count(state) + 1, sizeof *counts);

	EACH(job, job, state) {
		if (!job->session || job->life == JOB_ended)
			continue;
		counts[session_at(state, job->session)->task].live++;
		counts[session_at(state, job->session)->task].running +=
			job->life == JOB_running;
	}
	EACH(review, review, state)
		counts[review->task].reviews += review->life == REVIEW_open;
	EACH(landing, landing, state)
		counts[landing->task].landings +=
			landing->life != LANDING_landed && landing->life != LANDING_returned;
	return counts;
}

static bool has_pending(const struct state *state, const struct task *task)
{
	EACH(run, run, state)
		if (run_is_pending(run) && task_needs_run(state, task, run))
			return true;
	return false;
}

static const char *working_broken(const struct state *state, const struct session *session,
				  const struct counts *counts)
{
	const struct job *job = 0;

	EACH(job, each, state)
		if (each->session == session->record.id && each->life != JOB_ended)
			job = each;
	if (session->life == SESSION_parked) {
		CLAIM(counts->live == 0, "a parked session has no job");
		return 0;
	}
	CLAIM(counts->live == 1 && job,
	      "a task at work has one job that has not ended, its session's");
	CLAIM((job->life == JOB_wanted) == (session->life == SESSION_queued),
	      "a queued session has a wanted job");
	CLAIM((job->life == JOB_running) ==
		      (session->life == SESSION_running || session->life == SESSION_asking),
	      "a running session has a running job");
	return 0;
}

/* What failed has its record, of the same class. */
static const char *failure_broken(const struct state *state, const struct task *task, const struct session *session)
{
	const struct failure *failure = failure_at(state, task->failure);

	CLAIM((task->life == TASK_failed) == (failure != 0) || task->life == TASK_cancelled,
	      "a failed task has the record of its failure");
	CLAIM(!failure || (failure->is_last && failure->task == task->record.id && !text_is_empty(failure->text)),
	      "the record of a failure is its task's");
	CLAIM(!failure || text_same(failure_blame((enum failure_code)failure->code), task->blame),
	      "a failure has one class");
	CLAIM(!session || !session->claims || claim_at(state, session->claim)->session == session->record.id,
	      "a session's claims are its own");
	return 0;
}

static const char *task_broken(const struct state *state, const struct task *task,
			       const struct counts *counts)
{
	const struct session *session = task_session(state, task);
	bool has_landing = task->life == TASK_approved || task->life == TASK_landing;
	bool is_closed = !session || session->life == SESSION_ended;
	bool is_under_way = task->life >= TASK_proving && task->life <= TASK_landing;

	if (failure_broken(state, task, session))
		return failure_broken(state, task, session);
	CLAIM(counts->running <= 1, "a task is worked on by one session at a time");
	CLAIM(counts->reviews == (task->life == TASK_review),
	      "a task in review has its one review, no other has");
	CLAIM(counts->landings == has_landing,
	      "a task in the queue has its one landing, no other has");
	CLAIM(task->life < TASK_landed || !task->is_paused, "what has ended is not paused");
	if (is_under_way)
		CLAIM(!is_closed, "a task under way has a session");
	if (task->life <= TASK_waiting || task->life == TASK_landed ||
	    task->life == TASK_done || task->life == TASK_cancelled)
		CLAIM(is_closed, "a task that is not under way has no session");
	if (task->life == TASK_working)
		return working_broken(state, session, counts);
	CLAIM(counts->live == counts->running,
	      "no turn is wanted for a task that is not at work");
	if (is_under_way || task->life == TASK_failed)
		CLAIM(counts->live == 0 && (is_closed || session->life == SESSION_resting),
		      "a session without the turn rests");
	if (task->life == TASK_proving || task->life == TASK_gating)
		CLAIM(has_pending(state, task), "a task that waits for gates waits for a run");
	return 0;
}

/* Green, or green until the quarantine of what it fails was over: that makes the tip red, and takes nothing back. */
static bool was_green(const struct state *state, long long gate, const char *tree)
{
	const struct run *run = run_of(state, gate, tree);
	struct lines walk;

	if (!run || run->life != RUN_red)
		return run && run->life == RUN_green;
	EACH(test, test, state) {
		if (test_is_quarantined(test))
			continue;
		if (text_same(test->key, gate_at(state, gate)->name))
			return true;
		LINES_EACH(walk, run->failing) {
			_autofree_ char *key = test_key(gate_at(state, gate), walk.line);

			if (text_same(key, test->key)) {
				lines_stop(&walk);
				return true;
			}
		}
	}
	return false;
}

static bool were_green(const struct state *state, const char *gates, const char *tree)
{
	GATES_EACH(walk, gates)
		if (!was_green(state, walk.id, tree))
			return false;
	return true;
}

static const char *landing_broken(const struct state *state, const struct landing *landing)
{
	const struct review *review = review_at(state, landing->review);
	const struct task *task = task_at(state, landing->task);
	bool is_content = text_same(landing->tree, landing->tip_tree);
	bool is_pending = false;

	if (landing->life == LANDING_returned) {
		CLAIM(review->life != REVIEW_approved,
		      "what was sent back is approved no more");
		return 0;
	}
	CLAIM(review->life == REVIEW_approved && text_same(review->commit, landing->commit) &&
		      review->task == landing->task,
	      "what is on its way to the target was approved as it is");
	if (landing->life == LANDING_moving)
		CLAIM(gates_are_green(state, landing->gates, landing->tree),
		      "what lands is green on the tree that lands");
	if (landing->life == LANDING_landed && !is_content)
		CLAIM(were_green(state, landing->gates, landing->tree),
		      "what has landed was green on the tree that landed");
	if (landing->life == LANDING_landed)
		CLAIM(task->life == TASK_landed, "a task has landed with its landing");
	if (landing->life == LANDING_gating || landing->life == LANDING_moving)
		CLAIM(task->life == TASK_landing && !task_is_held(task),
		      "a task is landing while its change is gated or moved");
	if (landing->life == LANDING_queued)
		CLAIM(task->life == TASK_approved, "a queued landing is an approved task");
	EACH(run, run, state)
		is_pending |= run_is_pending(run) && landing_needs_run(landing, run);
	CLAIM(landing->life != LANDING_gating || is_pending,
	      "a landing that is gated waits for a run");
	return 0;
}

static const char *run_broken(const struct state *state, const struct run *run)
{
	const struct job *job = job_at(state, run->job);

	CLAIM(job && job->run == run->record.id && !job->session, "a run has its job");
	CLAIM((run->life == RUN_wanted) == (job->life == JOB_wanted) &&
		      (run->life == RUN_running) == (job->life == JOB_running),
	      "a run is where its job is");
	CLAIM(run_of(state, run->gate, run->tree) == run,
	      "the ledger has one line a gate and tree");
	CLAIM(job->again <= run->executions, "a job says how often its gate was run before");
	CLAIM(run->reds <= run->executions, "red is an outcome");
	if (run->life == RUN_red)
		CLAIM(run->reds, "what is red was red");
	if (run->life == RUN_green)
		CLAIM(run->reds < run->executions || !text_is_empty(run->quarantined),
		      "what was red each time is green by the lead's word alone");
	if (run->life == RUN_green)
		CLAIM(!run->reds || !text_is_empty(run->flaky) || !text_is_empty(run->quarantined),
		      "what was red and counts as green says why");
	return 0;
}

static const char *test_broken(const struct state *state, const struct test *test)
{
	(void)state;
	CLAIM(test->failures <= test->runs, "a test fails no more often than it runs");
	CLAIM(test->until_ms || (!test->is_lapsed && text_is_empty(test->owner)), "only a quarantine has an owner and an end");
	return 0;
}

static const char *left_broken(const struct state *state, const struct question *question, const struct session *session)
{
	const struct task *task = task_at(state, question->task);
	bool has_turn = session->life == SESSION_queued || session->life == SESSION_running || session->life == SESSION_asking;

	CLAIM(session->life != SESSION_ended && task->session == session->record.id,
	      "nobody wants an answer for a session that is over");
	if (question->life == QUESTION_answered)
		CLAIM(has_turn || session->life == SESSION_parked || task->life == TASK_failed,
		      "an answer that differs from the default calls the session");
	else
		CLAIM(has_turn || session->life == SESSION_parked || (question->choice && task->life <= TASK_review),
		      "a session goes on without an answer only where it has a default");
	return 0;
}

static const char *question_broken(const struct state *state, const struct question *question)
{
	const struct session *session = session_at(state, question->session);
	const struct job *job = job_at(state, question->job);

	if (question->life != QUESTION_open && question->life != QUESTION_answered)
		return 0;
	if (question_is_proposal(question))
		return 0;
	if (question->is_left)
		return left_broken(state, question, session);
	CLAIM(job->life == JOB_running,
	      "a question waits only while somebody waits for its answer");
	CLAIM(question->life != QUESTION_open || session->life == SESSION_asking,
	      "who has an open question is asking");
	return 0;
}

static const char *session_broken(const struct state *state, const struct session *session)
{
	long long waits = 0, left = 0;

	CLAIM(session->life == SESSION_ended ||
		      task_at(state, session->task)->session == session->record.id,
	      "a task has one session that has not ended");
	EACH(question, question, state) {
		bool is_wanted = question->session == session->record.id && !question_is_proposal(question) &&
				 (question->life == QUESTION_open || question->life == QUESTION_answered);

		waits += is_wanted && !question->is_left;
		left |= is_wanted && question->is_left && question->life == QUESTION_open && !question->choice;
	}
	CLAIM(session->life != SESSION_asking || waits, "who asks has asked something");
	CLAIM((session->life == SESSION_parked) <= left, "who is parked has asked something that is not answered");
	return 0;
}

static bool is_still(const struct session *session)
{
	return session->life == SESSION_queued || session->life == SESSION_parked;
}

/* Kept by the plan alone, so only where nothing was begun without it. */
static const char *scopes_broken(const struct state *state)
{
	EACH(task, a, state)
		EACH(task, b, state) {
			if (a->record.id >= b->record.id || text_is_empty(a->scope) ||
			    text_is_empty(b->scope) || a->life != TASK_working ||
			    b->life != TASK_working ||
			    is_still(task_session(state, a)) || is_still(task_session(state, b)))
				continue;
			CLAIM(!glob_lists_overlap(a->scope, b->scope),
			      "two that run do not write in the same place");
		}
	return 0;
}

static const char *desk_broken(const struct state *state)
{
	struct desk desk = desk_of(state, 0);
	long long want = 0, got = 0;
	const char *wrong = 0;

	EACH(task, task, state)
		want += task->life == TASK_failed || task->life == TASK_review;
	EACH(question, question, state)
		want += question->life == QUESTION_open;
	for (long long i = 0; i < desk.count; i++) {
		got += desk.items[i].kind != DESK_notice;
		for (long long j = 0; j < i; j++)
			if (desk.items[i].kind == desk.items[j].kind &&
			    desk.items[i].id == desk.items[j].id &&
			    desk.items[i].task == desk.items[j].task &&
			    desk.items[i].text == desk.items[j].text)
				wrong = "the inbox holds each thing once";
	}
	desk_release(&desk);
	return wrong ? wrong : got == want ? 0 : "the inbox holds what needs the lead";
}

static const char *tasks_broken(const struct state *state, char **detail)
{
	_autofree_ struct counts *counts = count_all(state);

	EACH(task, task, state) {
		const char *wrong = task_broken(state, task, &counts[task->record.id]);
		_autofree_ char *reason = wrong ? 0 : task_reason(state, task, 0);

		if (!wrong && task->life == TASK_waiting && text_is_empty(reason))
			wrong = "a task that waits says what for";
		if (wrong) {
			*detail = mem_printf("task %lld is %s", task->record.id,
					     task_states[task->life]);
			return wrong;
		}
	}
	return 0;
}

#define EACH_HOLDS(thing, broken)                                                  \
	EACH(thing, thing, state) {                                                \
		const char *wrong = broken(state, thing);                          \
		if (wrong) {                                                       \
			*detail = mem_printf("%s %lld", #thing, thing->record.id); \
			return wrong;                                              \
		}                                                                  \
	}

const char *claims_broken(const struct state *state, bool is_wild, char **detail)
{
	long long in_front = 0;
	const char *bad = tasks_broken(state, detail);

	if (bad)
		return bad;
	EACH_HOLDS(landing, landing_broken)
	EACH_HOLDS(run, run_broken)
	EACH_HOLDS(test, test_broken)
	EACH_HOLDS(question, question_broken)
	EACH_HOLDS(session, session_broken)
	*detail = mem_dup("");
	EACH(landing, landing, state)
		in_front += landing->life == LANDING_gating || landing->life == LANDING_moving;
	CLAIM(in_front <= 1, "one change is gated or moved at a time");
	bad = is_wild ? 0 : scopes_broken(state);
	if (!bad)
		bad = desk_broken(state);
	if (!bad)
		free(steal(detail));
	return bad;
}
