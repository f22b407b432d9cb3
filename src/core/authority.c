/* authority.c - see authority.h. */
#include "core/authority.h"

#include "core/ledger.h"

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

/* Red here and green on the base, or meant to be red there: then the tests have made it so. */
static enum proof_word word_of(const struct state *state, const struct session *session, const struct gate *gate)
{
	const struct run *run = run_of(state, gate->record.id, session->proof), *base;

	if (!is_known(run))
		return PROOF_pending;
	if (run->life == RUN_green)
		return PROOF_vacuous;
	if (gate->is_red_first && run->life == RUN_red)
		return run->is_late || !text_is_empty(run->cause) ? PROOF_unproven : PROOF_proven;
	base = run_of(state, gate->record.id, session->base_tree);
	if (!is_known(base))
		return PROOF_pending;
	if (base->life != RUN_green)
		return base->is_counted && run->is_counted && run->failed > base->failed ? PROOF_proven : PROOF_none;
	return run->life == RUN_broken || run->is_late || !text_is_empty(run->cause) ? PROOF_unproven : PROOF_proven;
}

static bool has_red_first(const struct state *state, const struct session *session)
{
	GATES_EACH(walk, session->gates)
		if (gate_at(state, walk.id)->is_red_first)
			return true;
	return false;
}

static struct red_proof proof_by(const struct state *state, const struct session *session, const struct gate *gate)
{
	return (struct red_proof){ word_of(state, session, gate), gate, run_of(state, gate->record.id, session->proof) };
}

/* Each of them has to be proven: the first that is not has the word. */
static struct red_proof proof_of_acceptance(const struct state *state, const struct session *session)
{
	struct red_proof last = { 0 };

	GATES_EACH(walk, session->gates) {
		const struct gate *gate = gate_at(state, walk.id);

		if (!gate->is_red_first)
			continue;
		last = proof_by(state, session, gate);
		if (last.word != PROOF_proven)
			break;
	}
	return last;
}

/* One gate that tells the difference is enough; those with a report are asked first. */
static struct red_proof proof_of_tests(const struct state *state, const struct session *session)
{
	struct red_proof best = { 0 };

	for (int has_report = 1; has_report >= 0; has_report--)
		GATES_EACH(walk, session->gates) {
			const struct gate *gate = gate_at(state, walk.id);
			struct red_proof one;

			if (text_is_empty(gate->report) == !!has_report)
				continue;
			one = proof_by(state, session, gate);
			if (one.word == PROOF_pending || one.word == PROOF_proven)
				return one;
			if (one.word > best.word)
				best = one;
		}
	return best;
}

struct red_proof red_proof_of(const struct state *state, const struct session *session)
{
	if (text_is_empty(session->proof))
		return (struct red_proof){ 0 };
	return has_red_first(state, session) ? proof_of_acceptance(state, session) : proof_of_tests(state, session);
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

/* One after the other: the first gate that can tell mostly tells, and the others need not run. */
static bool want_proof(struct state *state, const struct session *session)
{
	struct red_proof proof = red_proof_of(state, session);

	if (proof.word != PROOF_pending)
		return false;
	if (!want(state, session, proof.gate->record.id, session->proof))
		want(state, session, proof.gate->record.id, session->base_tree);
	return red_proof_of(state, session).word == PROOF_pending;
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
