/*
 * promises.c - see shell.h. The promises of doc/design.md, section 5: what was committed is
 * held against what is so. Only what a commit changed is looked at.
 */
#include "runners.h"
#include "shell.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/ledger.h"
#include "core/signals.h"
#include "world.h"

#include <string.h>

#define CLAIMS_EVERY 16

static void wrong(struct outer *outer, const char *promise, const char *what, long long id)
{
	outer_fail(outer, promise, mem_printf("%s %lld", what, id));
}

#define HOLDS(condition, promise, what, id)                    \
	do {                                                   \
		if (!(condition)) {                            \
			wrong(outer, (promise), (what), (id)); \
			return;                                \
		}                                              \
	} while (0)

static bool is_seen(const struct outer *outer, unsigned gates, int tree, enum outcome verdict)
{
	for (int gate = 1; gate <= GATES; gate++)
		if (gates & 1U << gate && !(outer->trees[tree].seen[gate] & verdict))
			return false;
	return true;
}

/* Red, and as often as that may be a flake. */
static bool is_red_for_good(const struct outer *outer, long long gate, int tree)
{
	return outer->trees[tree].reds[gate] > outer->floor.reruns;
}

/* Red there and red on the base: not the change's doing. Of a proof that is no excuse. */
static unsigned gates_excused(const struct outer *outer, unsigned gates, int tree, int base)
{
	unsigned excused = 0;

	for (int gate = 1; gate <= GATES; gate++)
		if (gates & 1U << gate && gate != GATE_PROOF &&
		    outer->trees[tree].seen[gate] & OUTCOME_red && is_red_for_good(outer, gate, base))
			excused |= 1U << gate;
	return excused;
}

static void check_counts(struct outer *outer, const struct session *session)
{
	const struct session_tale *tale = session_tale_of(outer, session->record.id);
	const char *once = "a journal line takes effect exactly once";
	long long id = session->record.id;

	HOLDS(session->input == tale->input && session->cached == tale->cached &&
		      session->output == tale->output && session->cost_microusd == tale->cost,
	      once, "usage of session", id);
	HOLDS(number_of(session->report) == (tale->report ? tale->report : -1), once,
	      "report of session", id);
	HOLDS(number_of(session->thread) == (tale->thread ? tale->thread : -1), once,
	      "conversation of session", id);
	HOLDS(number_of(session->commit) == tale->commit, "an agent's work is never lost",
	      "the commit of session", id);
	HOLDS(number_of(session->checkpoint) == tale->saved, "an agent's work is never lost",
	      "the checkpoint of session", id);
	HOLDS(tale->saved < 0 ||
		      commit_is_in(outer, tale->saved, site_of(outer, id)->ref_saved),
	      "an agent's work is never lost", "the ref of session", id);
}

/* Nobody needs to answer what a task that failed had left open, nor what a change that was approved went on without. */
static bool is_moot(const struct outer *outer, const struct question *question)
{
	const struct task *task = task_at(outer->store, question->task);

	return question->is_left && (question->life == QUESTION_withdrawn || question->life == QUESTION_defaulted) &&
	       task->life > TASK_review;
}

static void check_plan(struct outer *outer, const struct question *question)
{
	const struct session_tale *tale = session_tale_of(outer, question->session);
	unsigned key = 1U << number_of(question->key);

	HOLDS(tale->plans & key, "a journal line takes effect exactly once", "nobody proposed question",
	      question->record.id);
	HOLDS((question->life == QUESTION_open) == !!(tale->plans_open & key),
	      "whatever needs the lead is in the inbox, once", "proposal", question->record.id);
	HOLDS((question->life == QUESTION_answered) <= !!(tale->plans_taken & key), "only what the lead takes is made",
	      "proposal", question->record.id);
}

static void check_question(struct outer *outer, const struct question *question)
{
	struct session_tale *tale = session_tale_of(outer, question->session);

	if (question_is_proposal(question)) {
		check_plan(outer, question);
		return;
	}
	if (is_moot(outer, question))
		tale->open &= ~(1U << number_of(question->key));
	HOLDS(tale->asked & 1U << number_of(question->key),
	      "a journal line takes effect exactly once", "nobody asked question",
	      question->record.id);
	HOLDS((question->life == QUESTION_open) ==
		      !!(tale->open & 1U << number_of(question->key)),
	      "whatever needs the lead is in the inbox, once", "question", question->record.id);
}

static void check_questions_once(struct outer *outer)
{
	for (; outer->questions_seen < question_count(outer->store); outer->questions_seen++) {
		const struct question *made =
			question_at(outer->store, outer->questions_seen + 1);

		EACH(question, other, outer->store)
		if (other != made && other->session == made->session)
			HOLDS(!text_same(other->key, made->key),
			      "a journal line takes effect exactly once", "question twice",
			      made->record.id);
	}
}

static bool policy_allows(struct outer *outer, const struct session *session,
			  unsigned gates)
{
	const struct spec *spec = &outer->tasks[session->task].spec;
	int tree = number_of(session->tree), lines = 0;
	unsigned files = tree_differs(outer, number_of(session->base_tree), tree);

	for (unsigned left = files; left; left &= left - 1)
		lines += 50;
	/* Of those who judge it a change is no matter of a policy's. */
	if (files & FILES_PROTECTED)
		return false;
	return spec->is_policy && gates && session_tale_of(outer, session->record.id)->lied_in != session->job &&
	       !(session_tale_of(outer, session->record.id)->open) && is_seen(outer, gates, tree, OUTCOME_green) &&
	       !(files & ~scopes[spec->scope].files) && (!spec->lines || lines <= spec->lines);
}

static bool was_red(const struct outer *outer, unsigned gates, int tree)
{
	for (int gate = 1; gate <= GATES; gate++)
		if (gates & 1U << gate && outer->trees[tree].seen[gate] & OUTCOME_red)
			return true;
	return false;
}

/* A policy's word is no better than a person's: it must have had the right to give it. */
static void check_policy(struct outer *outer, const struct review *review,
			 const struct session *session, unsigned gates)
{
	int at = outer->approval_count;
	bool by_policy = text_starts(review->by ? review->by : "", "policy");

	HOLDS(by_policy <= policy_allows(outer, session, gates),
	      "a policy approves what it may, and nothing else", "review", review->record.id);
	/* Of a flaky gate the green word may have been lost, and the red one counted. */
	HOLDS(by_policy || !policy_allows(outer, session, gates) ||
		      was_red(outer, gates, number_of(session->tree)),
	      "a policy approves what it may", "review", review->record.id);
	if (!by_policy)
		return;
	outer->approvals = mem_grow(outer->approvals, (size_t)at + 1, sizeof *outer->approvals);
	outer->approvals[at] = (struct approval){review->task, number_of(review->tree), false};
	outer->approval_count++;
}

/* It ran there, or its runners vanished until that was given up; it may be tried again since. */
static bool has_verdict(const struct outer *outer, int gate, int tree)
{
	_autofree_ char *name = tree_name(tree);
	const struct run *run = run_of(outer->store, gate, name);

	return outer->trees[tree].seen[gate] || (run && (run->life == RUN_broken || !text_is_empty(run->reason)));
}

/* Who judges a change may not be changed by it, unless that was allowed, and then the lead sees what both say. */
static void check_copies(struct outer *outer, const struct review *review, const struct session *session, unsigned gates)
{
	int own = number_of(review->tree), base = number_of(session->base_tree);
	unsigned touched = tree_differs(outer, base, own) & FILES_PROTECTED;

	if (!touched)
		return;
	HOLDS(!(touched & ~scopes[outer->tasks[review->task].spec.scope].files),
	      "nothing is reviewed that changes its judges without leave", "review", review->record.id);
	for (int gate = 1; gate <= GATES; gate++)
		HOLDS(!(gates & 1U << gate) || has_verdict(outer, gate, tree_with(outer, own, base, FILES_PROTECTED)),
		      "what changes its judges is judged by the old ones too", "review", review->record.id);
	HOLDS(!(gates & 1U << GATE_PROOF) || has_verdict(outer, GATE_PROOF, tree_with(outer, base, own, FILES_PROTECTED)),
	      "tests are run without the change that they came with", "review", review->record.id);
}

static void check_review_new(struct outer *outer, const struct review *review)
{
	const struct session *session = session_at(outer->store, review->session);
	struct session_tale *tale = session_tale_of(outer, review->session);
	int tree = number_of(review->tree), base = number_of(session->base_tree);
	unsigned excused = gates_excused(outer, tale->gates, tree, base);
	unsigned scope = scopes[outer->tasks[review->task].spec.scope].files;

	tale->backs = 0;
	HOLDS(tree != base, "nothing is reviewed where nothing was done", "review",
	      review->record.id);
	HOLDS(!(tale->left & tale->open & 1), "who needs an answer waits for it", "session", review->session);
	HOLDS(!(tale->left & tale->answered & ~tale->heard), "what the lead answers reaches the session, however late",
	      "session", review->session);
	HOLDS(tale->word < 2, "who reports that it cannot be done is not taken for done",
	      "session", review->session);
	HOLDS(number_of(review->commit) == tale->commit,
	      "the lead judges what the session offers", "review", review->record.id);
	HOLDS(is_seen(outer, tale->gates & ~excused, tree, OUTCOME_green),
	      "no change is reviewed before its gates are green, or red without it too",
	      "review", review->record.id);
	HOLDS(!text_is_empty(review->excused) ||
		      is_seen(outer, tale->gates, tree, OUTCOME_green),
	      "what is red on the base too is shown to the lead", "review", review->record.id);
	HOLDS(!(tree_differs(outer, base, tree) & ~scope) == text_is_empty(session->outside),
	      "what is outside of its scope is shown to the lead", "review", review->record.id);
	check_policy(outer, review, session, tale->gates);
	check_copies(outer, review, session, tale->gates);
}

static void check_blame(struct outer *outer, const struct job *job)
{
	GATES_EACH(walk, job->runs)
	{
		const struct run *run = run_at(outer->store, walk.id);

		HOLDS(is_red_for_good(outer, run->gate, number_of(run->tree)),
		      "nobody is blamed before a red gate was run again", "run", run->record.id);
	}
}

/* Once a session has the turn again it was sent back, by a gate or by the lead. */
static void check_job_new(struct outer *outer, const struct job *job)
{
	const struct session *session = session_at(outer->store, job->session);
	struct session_tale *tale = session_tale_of(outer, job->session);
	const struct task_tale *task = session ? &outer->tasks[session->task] : 0;
	bool is_first = text_same(job->why, "first") || text_same(job->why, "restored");

	if (!session)
		return;
	tale->report = tale->word = 0;
	check_blame(outer, job);
	if (is_first || text_same(job->why, "retried"))
		tale->backs = 0;
	else if (!text_same(job->why, "rejected") && !text_same(job->why, "attached") && !text_same(job->why, "answered"))
		HOLDS(++tale->backs <= task->spec.rounds,
		      "a change goes back no more often than its task allows", "session", job->session);
	if (is_first && task->spec.accept & 1 << GATE_PROOF)
		HOLDS(outer->trees[number_of(session->base_tree)].reds[GATE_PROOF] >= (outer->floor.reruns ? 2 : 1),
		      "new behaviour is red on the base first, and not by chance", "session", job->session);
}

static void check_new(struct outer *outer)
{
	for (; outer->reviews_seen < review_count(outer->store); outer->reviews_seen++)
		check_review_new(outer, review_at(outer->store, outer->reviews_seen + 1));
	for (; outer->jobs_seen < job_count(outer->store); outer->jobs_seen++)
		check_job_new(outer, job_at(outer->store, outer->jobs_seen + 1));
	check_questions_once(outer);
}

static void check_run(struct outer *outer, const struct run *run)
{
	int tree = number_of(run->tree);

	if (run->life == RUN_green || run->life == RUN_red)
		HOLDS(outer->trees[tree].seen[run->gate] &
			      (run->life == RUN_green ? OUTCOME_green : OUTCOME_red),
		      "evidence is what a gate said of exactly that tree", "run",
		      run->record.id);
}

static void check_landing(struct outer *outer, const struct landing *landing)
{
	int tip = outer->tip, merged = number_of(landing->merged);
	struct task_tale *task = &outer->tasks[landing->task];

	if (landing->life != LANDING_landed)
		return;
	HOLDS(commit_is_in(outer, merged, tip), "what is called landed is on the target",
	      "landing", landing->record.id);
	HOLDS(!task->spec.is_report, "a report task ends in a report", "task", landing->task);
	HOLDS(!text_is_empty(review_at(outer->store, landing->review)->by),
	      "what landed says who approved it", "landing", landing->record.id);
	task->is_landed = true;
}

static void check_task(struct outer *outer, const struct task *task)
{
	struct task_tale *tale = &outer->tasks[task->record.id];
	bool has_failed = tale->has_failed;

	tale->has_failed = task->life == TASK_failed;

	if (task->life == TASK_done)
		tale->is_done = true;
	/* What has ended rests anyway; tried again, it is wanted now. */
	if (task->life >= TASK_landed)
		tale->is_paused = false;
	/* What has failed is still there to be in. */
	if (task->life < TASK_working || (task->life >= TASK_landed && task->life != TASK_failed))
		tale->is_attached = false;
	tale->life = (int)task->life;
	HOLDS(tale->is_attached == (task->attached_ms != 0), "who is in a session is known", "task", task->record.id);
	HOLDS(task->life != TASK_landed || tale->is_landed,
	      "what is called landed is on the target", "task", task->record.id);
	HOLDS(task->life != TASK_failed ||
		      (!text_is_empty(task->blame) && !text_is_empty(task->reason)),
	      "what fails says why, and whose it is to mend", "task", task->record.id);
	HOLDS((task->life == TASK_failed) <= (task->failure > 0 && failure_at(outer->store, task->failure)->is_last),
	      "what fails goes on record", "task", task->record.id);
	HOLDS(task->life != TASK_failed || has_failed || !strstr(task->reason, " rounds)") ||
		      session_tale_of(outer, task->session)->backs >= tale->spec.rounds,
	      "a change has all the rounds that its task allows", "task", task->record.id);
	HOLDS((task->life == TASK_cancelled) <= tale->is_cancelled, "only the lead cancels",
	      "task", task->record.id);
}

static void check_job(struct outer *outer, const struct job *job)
{
	HOLDS(!job_tale_of(outer, job->record.id)->is_over || job->life == JOB_ended,
	      "work that came to its end is over", "job", job->record.id);
}

static void check_session(struct outer *outer, const struct session *session)
{
	const struct session_tale *tale = session_tale_of(outer, session->record.id);

	HOLDS(session->life != SESSION_parked || tale->left & tale->open & 1, "who is parked waits for an answer that is open",
	      "session", session->record.id);
	check_counts(outer, session);
}

static void check_claim(struct outer *outer, const struct claim *claim)
{
	long long same = 0;

	EACH(claim, other, outer->store)
		same += text_same(other->what, claim->what);
	HOLDS(same == 1, "what is claimed is claimed once", "claim", claim->record.id);
}

static void check_provider(struct outer *outer, const struct provider *provider)
{
	_autofree_ char *key = mem_printf("login %s", provider->name);
	bool is_told = false;

	EACH(notice, notice, outer->store)
	is_told |= notice->is_open && text_same(notice->key, key);
	HOLDS(is_told == (provider->is_shut != 0), "a provider that is held is in the inbox, and no other is", "provider",
	      provider->record.id);
	HOLDS(outer->is_locked[number_of(provider->name)] == (provider->is_shut != 0),
	      "who does not accept the login is held, and nobody else", "provider", provider->record.id);
}

static bool was_told(struct outer *outer, long long id)
{
	while (outer->told_count <= id) {
		if (outer->told_count % 32 == 0)
			outer->told = mem_grow(outer->told, (size_t)outer->told_count + 32, 1);
		outer->told[outer->told_count++] = 0;
	}
	return outer->told[id];
}

static void check_signal(struct outer *outer, const struct signal *signal)
{
	const struct job_tale *tale = job_tale_of(outer, signal->job);
	long long open = 0;

	HOLDS(!was_told(outer, signal->record.id) || signal->is_told, "a signal is told once", "signal", signal->record.id);
	outer->told[signal->record.id] = signal->is_told != 0;
	for (unsigned word = 0; word < SIGNALS; word++) {
		if (!text_same(signal->word, signal_words[word]) || job_at(outer->store, signal->job)->life == JOB_ended)
			continue;
		EACH_LIVE(signal, other, outer->store)
		open += other->job == signal->job && text_same(other->word, signal->word);
		HOLDS(open == (tale->signals >> word & 1), "a signal stands once, and as long as it lasts", "signal",
		      signal->record.id);
	}
}

/* What a state must be in itself (claims.c) is looked at now and then: that takes longer. */
static void check_claims(struct outer *outer)
{
	char *detail = 0;
	const char *claim;

	if (outer->wrong || outer->checks_made++ % CLAIMS_EVERY)
		return;
	claim = claims_broken(outer->store, false, &detail);
	if (claim)
		outer_fail(outer, claim, detail);
}

static void check_dirty(struct outer *outer, enum record_kind kind, long long id)
{
	const struct record *record = state_get(outer->store, kind, id);

	switch ((int)kind) {
	case RECORD_session: check_session(outer, (const void *)record); break;
	case RECORD_provider: check_provider(outer, (const void *)record); break;
	case RECORD_signal: check_signal(outer, (const void *)record); break;
	case RECORD_claim: check_claim(outer, (const void *)record); break;
	case RECORD_question: check_question(outer, (const void *)record); break;
	case RECORD_job: check_job(outer, (const void *)record); break;
	case RECORD_run: check_run(outer, (const void *)record); break;
	case RECORD_landing: check_landing(outer, (const void *)record); break;
	case RECORD_task: check_task(outer, (const void *)record); break;
	default: break;
	}
}

void promises_check(struct outer *outer)
{
	check_new(outer);
	/* Landings before the tasks that landed with them. */
	for (int kind = RECORD_KIND_COUNT - 1; kind >= 0; kind--) {
		const struct table *table = &outer->state->tables[kind];

		for (size_t i = 0; i < table->dirty_count && !outer->wrong; i++)
			check_dirty(outer, kind, table->dirty[i]);
	}
	for (int i = 0; i < outer->fact_count && !outer->wrong; i++)
		promises_check_fact(outer, &outer->facts[i]);
	check_claims(outer);
}
