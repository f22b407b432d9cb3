/* step_claim.c - a claim that was read in a report goes on record; see step_turn.h. */
#include "core/step_turn.h"

#include "core/claims.h"
#include "core/pace.h"

#include "base/text.h"

static int word_of(const char *const *words, const char *word)
{
	for (int i = 0; words[i]; i++)
		if (text_same(words[i], word))
			return i;
	return -1;
}

/* What the turn has claimed already is the same claim, however often its journal is read. */
static struct claim *claim_of(struct state *state, struct session *session, const struct job *job, int kind, const char *what)
{
	if (session->claims && claim_at(state, session->claim)->job != job->record.id)
		session->claims = 0;
	EACH_CLAIM(claim, state, session)
		if (claim->kind == kind && text_same(claim->what, what))
			return claim;
	return 0;
}

static struct claim *claim_begin(struct state *state, struct session *session, const struct job *job)
{
	struct claim *claim = claim_add(state);

	if (!session->claims++)
		session->claim = claim->record.id;
	record_touch(session);
	claim->task = session->task;
	claim->session = session->record.id;
	claim->job = job->record.id;
	pace_claim(state, session, 1, false);
	return claim;
}

int step_claimed(struct state *state, const struct event *event, struct err *err)
{
	int kind = word_of(claim_kinds, event->word), verdict = word_of(claim_verdicts, event->key);
	struct session *session;
	struct claim *claim;
	struct job *job;
	int code = step_find_turn(state, event, &job, &session, err);

	if (code)
		return code;
	if (kind < 0 || verdict < 0)
		return err_set(err, ERR_REFUSED, "job %lld makes a claim of no known kind", event->job);
	claim = claim_of(state, session, job, kind, event->text);
	if (!claim && session->claims >= CLAIMS_MOST)
		return err_set(err, ERR_REFUSED, "job %lld claims too much", event->job);
	if (!claim)
		claim = claim_begin(state, session, job);
	if (verdict == CLAIM_false && claim->verdict != CLAIM_false)
		pace_claim(state, session, 0, true);
	claim->kind = kind;
	claim->verdict = verdict;
	claim->is_seen = event->number;
	claim->at_ms = event->at_ms;
	record_set(claim, &claim->what, event->text);
	record_set(claim, &claim->evidence, event->list);
	record_touch(claim);
	return 0;
}
