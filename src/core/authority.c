/* authority.c - see authority.h. */
#include "core/authority.h"

#include "core/flake.h"
#include "core/ledger.h"

#include "base/mem.h"
#include "base/text.h"

const char *const proof_words[] = {
#define X(name) #name,
	PROOF_WORDS(X)
#undef X
	0
};

static bool is_known(const struct run *run)
{
	return run && !run_is_pending(run);
}

/* Red by an assertion. What could not be run, or was ended, shows nothing, and can be brought about. */
static bool is_asserted(const struct run *run)
{
	return run->life == RUN_red && !run->is_late && text_is_empty(run->cause);
}

/* Whether one of its failing tests was seen to fail without a reason before. */
static bool has_history(const struct state *state, const struct run *run)
{
	const struct gate *gate = gate_at(state, run->gate);
	struct lines walk;

	LINES_EACH(walk, run->failing) {
		_autofree_ char *key = test_key(gate, walk.line);

		if (test_keyed(state, key)) {
			lines_stop(&walk);
			return true;
		}
	}
	return false;
}

/*
 * A test that fails now and then would prove any change. Red is what a proof tree should be, so that it is run again
 * only where the gate, or what failed of it, has been flaky before: not once for every honest test.
 */
static bool is_doubted(const struct state *state, const struct run *run)
{
	return run_is_doubted(state, run) && (gate_at(state, run->gate)->flakes || has_history(state, run));
}

/* Who looks at a session's proof. What is doubted later, when more is known of a gate, was judged by then. */
struct look {
	const struct state *state;
	const struct session *session;
	bool is_asking; /* may have it run again */
};

/* Red here and green on the base, or meant to be red there: then the tests have made it so. */
static enum proof_word word_of(const struct look *look, const struct gate *gate)
{
	const struct state *state = look->state;
	const struct run *run = run_of(state, gate->record.id, look->session->proof), *base;

	if (!is_known(run) || (look->is_asking && is_doubted(state, run)))
		return PROOF_pending;
	if (run->life == RUN_green)
		return PROOF_vacuous;
	if (gate->is_red_first || run->life == RUN_broken)
		return is_asserted(run) ? PROOF_proven : PROOF_unproven;
	base = run_of(state, gate->record.id, look->session->base_tree);
	if (!is_known(base) || (look->is_asking && run_is_doubted(state, base)))
		return PROOF_pending;
	if (base->life == RUN_broken)
		return PROOF_unproven;
	/* Red by itself, it tells by a test that the base does not fail, or not at all. */
	if (base->life == RUN_red && !run_fails_more(run, base))
		return PROOF_none;
	return is_asserted(run) ? PROOF_proven : PROOF_unproven;
}

static bool has_red_first(const struct state *state, const struct session *session)
{
	GATES_EACH(walk, session->gates)
		if (gate_at(state, walk.id)->is_red_first)
			return true;
	return false;
}

static struct red_proof proof_by(const struct look *look, const struct gate *gate)
{
	return (struct red_proof){ word_of(look, gate), gate, run_of(look->state, gate->record.id, look->session->proof) };
}

/* Each of them has to be proven: the first that is not has the word. */
static struct red_proof proof_of_acceptance(const struct look *look)
{
	struct red_proof last = { 0 };

	GATES_EACH(walk, look->session->gates) {
		const struct gate *gate = gate_at(look->state, walk.id);

		if (!gate->is_red_first)
			continue;
		last = proof_by(look, gate);
		if (last.word != PROOF_proven)
			break;
	}
	return last;
}

/*
 * One gate that tells the difference is enough; those with a report are asked first. Where one of them ran the tests, and
 * they prove nothing, a gate that counts none cannot know better: a linter is red as well where the code is missing.
 */
static struct red_proof proof_of_tests(const struct look *look)
{
	struct red_proof best = { 0 };

	for (int has_report = 1; has_report >= 0 && best.word == PROOF_none; has_report--)
		GATES_EACH(walk, look->session->gates) {
			const struct gate *gate = gate_at(look->state, walk.id);
			struct red_proof one;

			if (text_is_empty(gate->report) == !!has_report)
				continue;
			one = proof_by(look, gate);
			if (one.word == PROOF_pending || one.word == PROOF_proven)
				return one;
			if (one.word > best.word)
				best = one;
		}
	return best;
}

static struct red_proof look_at_proof(const struct look *look)
{
	if (text_is_empty(look->session->proof))
		return (struct red_proof){ 0 };
	return has_red_first(look->state, look->session) ? proof_of_acceptance(look) : proof_of_tests(look);
}

struct red_proof red_proof_of(const struct state *state, const struct session *session)
{
	return look_at_proof(&(struct look){ state, session, false });
}

static bool account_of(const struct state *state, const struct session *session, long long gate, struct account *account)
{
	const struct run *now = run_of(state, gate, session->tree), *before = run_of(state, gate, session->base_tree);

	if (!is_known(now) || !is_known(before) || !before->is_counted)
		return false;
	*account = (struct account){ now->passed + now->failed, before->passed + before->failed, now->skipped, before->skipped };
	return true;
}

bool account_fell(const struct state *state, const struct session *session, long long gate, struct account *account)
{
	return account_of(state, session, gate, account) &&
	       (account->now < account->before || account->skipped_now > account->skipped_before);
}

static bool want(struct state *state, const struct session *session, long long gate, const char *tree)
{
	return run_is_pending(run_wanted(state, gate, tree, copies_commit(session, tree)));
}

/* What is counted is compared with what was counted before. */
static bool want_counts(struct state *state, const struct session *session)
{
	bool is_pending = false;

	if (!factory_of(state)->edition)
		return false;
	GATES_EACH(walk, session->gates) {
		const struct run *run = run_of(state, walk.id, session->tree);

		if (!text_is_empty(gate_at(state, walk.id)->report) || (run && run->is_counted))
			is_pending |= want(state, session, walk.id, session->base_tree);
	}
	return is_pending;
}

static bool want_judged(struct state *state, const struct session *session)
{
	bool is_pending = false;

	if (!text_is_empty(session->judged))
		GATES_EACH(walk, session->gates)
			is_pending |= want(state, session, walk.id, session->judged);
	return is_pending;
}

/* What is missing for the word of one gate. */
static void want_word(struct state *state, const struct session *session, long long gate)
{
	struct run *run = run_of(state, gate, session->proof), *base = run_of(state, gate, session->base_tree);

	if (run && is_doubted(state, run))
		run_again(state, run);
	else if (!want(state, session, gate, session->proof) && base && run_is_doubted(state, base))
		run_again(state, base);
	else if (!run_is_pending(run_of(state, gate, session->proof)))
		want(state, session, gate, session->base_tree);
}

/* One after the other: the first gate that can tell mostly tells, and the others need not run. */
static bool want_proof(struct state *state, const struct session *session)
{
	const struct look look = { state, session, true };
	struct red_proof proof = look_at_proof(&look);

	if (proof.word != PROOF_pending)
		return false;
	want_word(state, session, proof.gate->record.id);
	return look_at_proof(&look).word == PROOF_pending;
}

bool copies_wanted(struct state *state, const struct session *session)
{
	bool counts = want_counts(state, session), judged = want_judged(state, session);

	return want_proof(state, session) || counts || judged;
}

bool copies_are_clean(const struct state *state, const struct session *session)
{
	enum proof_word word = red_proof_of(state, session).word;
	struct account account;

	GATES_EACH(walk, session->gates)
		if (account_fell(state, session, walk.id, &account))
			return false;
	return text_is_empty(session->tampering) && (word == PROOF_none || word == PROOF_proven);
}

const char *copies_commit(const struct session *session, const char *tree)
{
	if (text_is_empty(tree))
		return 0;
	if (text_same(tree, session->judged))
		return session->judged_commit;
	if (text_same(tree, session->proof))
		return session->proof_commit;
	return text_same(tree, session->base_tree) ? session->base : text_same(tree, session->tree) ? session->commit : 0;
}
