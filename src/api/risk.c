/* risk.c - see risk.h. */
#include "api/risk.h"

#include "api/authority.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/claims.h"
#include "core/ledger.h"

enum { PATHS_SHOWN = 3, PATH_BYTES = 300 };

static void add(struct risk *risk, const char *level, char *reason)
{
	lines_add(&risk->reasons, reason);
	free(reason);
	if (*risk->level != 'h')
		risk->level = level;
}

/* What it offers by now is told as it is, but an earlier turn was not. */
static bool was_false(const struct state *state, const struct session *session)
{
	EACH(claim, claim, state)
		if (claim->session == session->record.id && claim->verdict == CLAIM_false)
			return true;
	return false;
}

/* Green in the end, and red before that, or by the lead's word. */
static bool add_unsteady(struct risk *risk, const struct state *state, const struct session *session)
{
	bool found = false;

	GATES_EACH(walk, session->gates) {
		const struct run *run = run_of(state, walk.id, session->tree);
		_autofree_ char *flaky = lines_some(run ? run->flaky : 0, PATHS_SHOWN, PATH_BYTES),
				*quarantined = lines_some(run ? run->quarantined : 0, PATHS_SHOWN, PATH_BYTES);

		if (*flaky)
			add(risk, "high", mem_printf("red and green on its tree: %s", flaky));
		if (*quarantined)
			add(risk, "high", mem_printf("fails on its tree, in quarantine: %s", quarantined));
		found = found || *flaky || *quarantined;
	}
	return found;
}

static void add_doubts(struct risk *risk, const struct state *state, const struct session *session, const struct review *review)
{
	_autofree_ char *doubts = authority_reasons(state, session);
	bool is_unsteady;
	struct lines walk;

	LINES_EACH(walk, doubts)
		add(risk, "high", mem_dup(walk.line));
	is_unsteady = add_unsteady(risk, state, session);
	/* A view without gates knows that there is a doubt, and not which. */
	if (review && review->is_doubted && text_is_empty(doubts) && !is_unsteady)
		add(risk, "high", mem_dup("its tests or checks may say less than before"));
}

struct risk risk_of(const struct state *state, const struct task *task, const struct session *session,
		    const struct review *review)
{
	long long lines = session->insertions + session->deletions;
	_autofree_ char *protected = lines_some(session->protected, PATHS_SHOWN, PATH_BYTES),
			*outside = lines_some(session->outside, PATHS_SHOWN, PATH_BYTES);
	struct risk risk = { .level = "low", .reasons = mem_dup("") };
	size_t excused = review ? lines_count(review->excused) : 0;

	if (claims_are_false(state, session))
		add(&risk, "high", mem_dup("its report says what the records refute"));
	else if (was_false(state, session))
		add(&risk, "medium", mem_dup("an earlier report of its session said what the records refuted"));
	if (*protected)
		add(&risk, "high", mem_printf("touches what is protected: %s", protected));
	add_doubts(&risk, state, session, review);
	if (*outside)
		add(&risk, "high", mem_printf("writes outside its scope: %s", outside));
	if (task->lines && lines > task->lines)
		add(&risk, "medium",
		    mem_printf("%lld lines, where %lld are the limit", lines, task->lines));
	if (excused)
		add(&risk, "medium",
		    mem_printf("%zu gate%s red, on the base too", excused,
			       excused > 1 ? "s are" : " is"));
	if (session->loose)
		add(&risk, "medium",
		    mem_printf("%lld path%s left uncommitted and not part of it",
			       session->loose, session->loose > 1 ? "s were" : " was"));
	return risk;
}

void risk_release(struct risk *risk)
{
	free(risk->reasons);
	*risk = (struct risk){ 0 };
}
