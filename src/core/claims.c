/* claims.c - see claims.h. */
#include "core/claims.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

struct claim *claims_next(const struct state *state, const struct session *session, struct claim_walk *walk)
{
	while (walk->left > 0 && walk->at <= claim_count(state)) {
		struct claim *claim = claim_at(state, walk->at++);

		if (!claim || claim->session != session->record.id)
			continue;
		walk->left--;
		return claim;
	}
	walk->left = 0;
	return 0;
}

bool claims_are_false(const struct state *state, const struct session *session)
{
	if (!session || session->claims < 1)
		return false;
	EACH_CLAIM(claim, state, session)
		if (claim->verdict == CLAIM_false && claim->job == session->job)
			return true;
	return false;
}

char *claim_words(const struct claim *claim)
{
	static const char *const forms[CLAIM_KIND_COUNT] = {
		[CLAIM_ran] = "ran '%s'",
		[CLAIM_passed] = "'%s' passes",
		[CLAIM_fixed] = "fixed '%s'",
		[CLAIM_untouched] = "did not touch '%s'",
		[CLAIM_within] = "touched nothing outside '%s'",
	};
	const char *form = forms[claim->kind], *hole = strstr(form, "%s"), *what = claim->what ? claim->what : "";

	if (claim->kind == CLAIM_fixed && !*what)
		return mem_dup("fixed what failed");
	if (claim->kind == CLAIM_passed && text_same(what, "tests"))
		return mem_dup("the tests pass");
	return mem_printf("%.*s%s%s", (int)(hole - form), form, what, hole + 2);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool mentions(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = text ? text : ""; *at; at++) {
		size_t n = 0;

		while (n < len && lower(at[n]) == word[n])
			n++;
		if (n == len)
			return true;
	}
	return false;
}

/* What a gate is for can only be told by its name and its command. */
static bool is_about(const struct gate *gate, const char *const *words)
{
	for (; *words; words++)
		if (mentions(gate->name, *words) || mentions(gate->command, *words))
			return true;
	return false;
}

bool claim_means_gate(const char *what, const struct gate *gate)
{
	static const char *const test_words[] = { "test", "suite", "unit", "spec", "prove", "jest", "tox", "mocha", 0 };

	/* What an agent has never seen it cannot have meant. */
	if (gate->is_held_out)
		return false;
	if (text_same(what, CLAIM_GATES))
		return true;
	if (text_same(what, gate->name) || text_same(what, gate->command))
		return true;
	return text_same(what, CLAIM_TESTS) && is_about(gate, test_words);
}
