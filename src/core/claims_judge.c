/* claims_judge.c - claims meet the ledger; see claims.h. */
#include "core/claims.h"

#include "core/counts.h"
#include "core/ledger.h"
#include "core/pace.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

/* What the gates that a claim means came to on the tree. */
struct said {
	long long meant, red, excused, unknown;
	const struct run *first_red;
	const struct gate *gate; /* of it */
};

/* A test that failed long ago says little of what is claimed now, and a ledger grows for years. */
enum { RUNS_LOOKED_AT = 2000 };

/* What runs no test any more passes nothing. */
static bool is_green_now(const struct state *state, const struct session *session, const struct run *run)
{
	return run->life == RUN_green && !run_counts_none_now(state, run, session->base_tree);
}

static bool is_red_on(const struct state *state, long long gate, const char *tree)
{
	const struct run *run = run_of(state, gate, tree);

	return run && run->life == RUN_red;
}

static void hear(const struct state *state, const struct session *session, const struct gate *gate, struct said *said)
{
	const struct run *run = run_of(state, gate->record.id, session->tree);

	said->meant++;
	if (!run || (run->life != RUN_red && run->life != RUN_green)) {
		said->unknown++;
	} else if (run->life == RUN_red && !gate->is_red_first && is_red_on(state, gate->record.id, session->base_tree)) {
		said->excused++;
	} else if (!is_green_now(state, session, run)) {
		said->red++;
		if (!said->first_red)
			said->gate = gate;
		said->first_red = said->first_red ? said->first_red : run;
	}
}

static struct said said_of(const struct state *state, const struct session *session, const char *what)
{
	struct said said = { 0 };

	GATES_EACH(walk, session->gates) {
		const struct gate *gate = gate_at(state, walk.id);

		if (claim_means_gate(what, gate))
			hear(state, session, gate, &said);
	}
	return said;
}

static void decide(struct claim *claim, enum claim_verdict verdict, const char *evidence)
{
	claim->verdict = verdict;
	record_set(claim, &claim->evidence, evidence);
	record_touch(claim);
}

/* "gate 'test' is red on its tree (exit 1; failing: a, b)"; the caller's. */
static char *red_words(const struct said *said)
{
	const struct run *run = said->first_red;
	char *failing = mem_dup("");
	struct lines walk;
	size_t n = 0;

	LINES_EACH(walk, run->failing)
		if (n++ < 3)
			mem_replace(&failing, mem_printf("%s%s%.80s", failing, *failing ? ", " : "; failing: ", walk.line));
	mem_replace(&failing, mem_printf("gate '%s' %s on the tree that it offers (exit %lld%s)", said->gate->name,
					 run->life == RUN_red ? "is red" : "counts no test any more", run->exit_status, failing));
	return failing;
}

static void judge_passed(const struct state *state, const struct session *session, struct claim *claim)
{
	struct said said = said_of(state, session, claim->what);
	_autofree_ char *words = 0;

	if (!said.meant)
		return;
	if (said.red) {
		words = red_words(&said);
		/* It did see them pass: then it was mistaken, or the two places differ. */
		if (claim->is_seen)
			mem_replace(&words, mem_printf("%s; %s", claim->evidence ? claim->evidence : "", words));
		decide(claim, claim->is_seen ? CLAIM_unproven : CLAIM_false, words);
	} else if (said.excused) {
		decide(claim, CLAIM_unproven, "red on the tree that it offers, and on the base as well");
	} else if (!said.unknown) {
		words = mem_printf("the ledger: %lld gate%s green on the tree that it offers", said.meant,
				   said.meant > 1 ? "s are" : " is");
		decide(claim, CLAIM_true, words);
	}
}

static bool is_word_end(char c)
{
	return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-');
}

static bool has_name(const char *line, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = len ? strstr(line, name) : 0; at; at = strstr(at + 1, name))
		if ((at == line || is_word_end(at[-1])) && is_word_end(at[len]))
			return true;
	return false;
}

/* A test goes by its last name, or by all of them. */
static bool names_test(const char *list, const char *name)
{
	struct lines walk;

	LINES_EACH(walk, list)
		if (has_name(walk.line, name)) {
			lines_stop(&walk);
			return true;
		}
	return false;
}

/* Whether a test failed before, in one of the last runs of that gate. */
static bool has_failed(const struct state *state, long long gate, const char *name)
{
	long long newest = run_count(state);

	for (long long id = newest; id > 0 && id > newest - RUNS_LOOKED_AT; id--) {
		const struct run *run = run_at(state, id);

		if (run->gate == gate && run->life == RUN_red && names_test(run->failing, name))
			return true;
	}
	return false;
}

static void judge_named(const struct state *state, const struct session *session, struct claim *claim)
{
	bool was_red = false, is_green = false;

	GATES_EACH(walk, session->gates) {
		const struct gate *gate = gate_at(state, walk.id);
		const struct run *run = run_of(state, walk.id, session->tree);
		_autofree_ char *words = 0;

		if (!run || !run->is_counted || gate->is_held_out)
			continue;
		if (run->life == RUN_red && names_test(run->failing, claim->what)) {
			words = mem_printf("gate '%s' has it among those that fail on the tree that it offers", gate->name);
			decide(claim, claim->is_seen ? CLAIM_unproven : CLAIM_false, words);
			return;
		}
		is_green |= is_green_now(state, session, run);
		was_red |= has_failed(state, walk.id, claim->what);
	}
	if (was_red && is_green)
		decide(claim, CLAIM_true, "it failed before, and no gate has it among those that fail any more");
}

/* "Fixed what failed": of the tests for which the session was sent back, all or not all. */
static void judge_sent_back(const struct state *state, const struct session *session, struct claim *claim)
{
	const struct job *job = job_at(state, claim->job);
	bool is_known = false;

	GATES_EACH(walk, job->runs) {
		const struct run *before = run_at(state, walk.id);
		const struct run *now = before ? run_of(state, before->gate, session->tree) : 0;
		struct lines tests;

		if (!now || gate_at(state, before->gate)->is_held_out)
			continue;
		is_known = true;
		LINES_EACH(tests, before->failing)
			if (now->life == RUN_red && lines_has(now->failing, tests.line)) {
				_autofree_ char *words = mem_printf("'%.200s' failed before, and fails on the tree that it offers",
								    tests.line);

				decide(claim, claim->is_seen ? CLAIM_unproven : CLAIM_false, words);
				lines_stop(&tests);
				return;
			}
		if (!is_green_now(state, session, now))
			return;
	}
	if (is_known)
		decide(claim, CLAIM_true, "what was red before is green on the tree that it offers");
}

void claims_judge(struct state *state, const struct session *session)
{
	if (!session->claims)
		return;
	EACH_CLAIM(claim, state, session) {
		bool was_false = claim->verdict == CLAIM_false;

		if (claim->job != session->job || was_false)
			continue;
		if (claim->kind == CLAIM_passed)
			judge_passed(state, session, claim);
		else if (claim->kind == CLAIM_fixed && !text_is_empty(claim->what))
			judge_named(state, session, claim);
		else if (claim->kind == CLAIM_fixed)
			judge_sent_back(state, session, claim);
		if (claim->verdict == CLAIM_false)
			pace_claim(state, session, 0, true);
	}
}
