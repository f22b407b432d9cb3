/* tell.c - see tell.h. */
#include "mutate/tell.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "gate/cause.h"

#include <string.h>

enum { TOLD_BYTES = 1 << 20 };

struct teller {
	struct buf out;
	size_t tests;
	bool is_fine;
};

/* Its name, with what TAP would read as more than that made harmless. */
static void tell_name(struct teller *teller, bool is_ok, const char *name)
{
	buf_printf(&teller->out, "%sok %zu - ", is_ok ? "" : "not ", ++teller->tests);
	for (; *name; name++) {
		if (*name == '#' || *name == '\\')
			buf_add(&teller->out, "\\", 1);
		buf_add(&teller->out, name, 1);
	}
	buf_add(&teller->out, "\n", 1);
	teller->is_fine &= is_ok;
}

static void tell_why(struct teller *teller, const char *words)
{
	struct lines walk;

	buf_add_text(&teller->out, "  ---\n  message: |\n");
	LINES_EACH(walk, words)
		buf_printf(&teller->out, "    %s\n", walk.line);
	buf_add_text(&teller->out, "  ...\n");
}

/* Why the tests came to no verdict of their own; "" where they did. */
static const char *no_verdict(const struct examination *found)
{
	const char *cause = cause_of(found->status, found->said ? found->said : "");

	if (found->whole == FATE_untried)
		return "there was no time left, give it more with --budget";
	return *cause ? cause_words(cause) : found->whole == FATE_unbuilt ? "the build fails" : "";
}

/* Red by an assertion is said in another way than red for want of one: a gate that is red where only the tests of a change
 * are proves them, and this one must prove no more than its tests do. */
static void tell_whole(struct teller *teller, const struct examination *found)
{
	const char *why = found->whole == FATE_survived ? "" : no_verdict(found);
	struct lines walk;

	if (!*why) {
		tell_name(teller, found->whole == FATE_survived, "the tests pass as they are");
		if (found->whole != FATE_survived)
			tell_why(teller, text_is_empty(found->said) ? "they fail, and say nothing" : found->said);
		return;
	}
	LINES_EACH(walk, found->said ? found->said : "")
		buf_printf(&teller->out, "# %s\n", walk.line);
	buf_printf(&teller->out, "Bail out! The tests come to no verdict without a mutant: %s\n", why);
	teller->is_fine = false;
}

static void tell_unseen(struct teller *teller, const char *list)
{
	struct lines walk;

	LINES_EACH(walk, list) {
		_autofree_ char *name = mem_printf("%s: an error in it is noticed", walk.line);

		tell_name(teller, false, name);
		tell_why(teller, "the tests pass with a file that no compiler takes in its place: they do not build it, or build it "
				 "elsewhere than in the copy of the tree (a build folder that was made for another path)");
	}
}

/*
 * Only who survived is a test of its own. Another change has another number of mutants: were each of them a test, whoever
 * compares how many ran on a change and on its base would miss some.
 */
static void tell_mutant(struct teller *teller, const struct mutant *mutant, bool is_enough)
{
	if (mutant->fate != FATE_survived || is_enough) {
		buf_printf(&teller->out, "# %s: %s\n", mutant->name, fate_words[mutant->fate]);
		return;
	}
	tell_name(teller, false, mutant->name);
	tell_why(teller, fate_words[mutant->fate]);
}

static void tell_mutants(struct teller *teller, const struct examination *found, bool is_enough)
{
	const struct mutants *list = &found->mutants;
	/* A score of nothing is no score. */
	bool has_no_time = list->count && mutants_count(list, FATE_untried) == list->count;

	for (size_t i = 0; i < list->count; i++)
		if (!lines_has(found->unseen ? found->unseen : "", list->items[i].path))
			tell_mutant(teller, &list->items[i], is_enough);
	if (teller->is_fine)
		tell_name(teller, !has_no_time, "wrong lines are noticed");
	if (has_no_time && text_is_empty(found->unseen))
		tell_why(teller, "no mutant was tried, there was no time left: give it more with --budget");
}

static void tell_sum(struct teller *teller, const struct orders *orders, const struct examination *found)
{
	const struct mutants *list = &found->mutants;

	if (teller->tests)
		buf_printf(&teller->out, "1..%zu\n", teller->tests);
	buf_printf(&teller->out, "# %zu changed line%s of C in %zu file%s, %zu with something to mutate; %zu mutant%s of a line each\n",
		   found->added, text_plural((long long)found->added), found->files,
		   text_plural((long long)found->files), found->lines, list->count, text_plural((long long)list->count));
	buf_printf(&teller->out, "# %zu killed, %zu timed out, %zu survived, %zu not tried, %zu not built; score %d %%, at least %lld %% asked\n",
		   mutants_count(list, FATE_killed), mutants_count(list, FATE_late), mutants_count(list, FATE_survived),
		   mutants_count(list, FATE_untried), mutants_count(list, FATE_unbuilt) + found->stillborn, mutants_score(list),
		   orders->least);
	if (found->unread)
		buf_printf(&teller->out, "# clang cannot read %zu file%s whole, and sees more with the compiler's flags\n",
			   found->unread, text_plural((long long)found->unread));
}

char *tell(const struct orders *orders, const struct examination *found, bool *is_fine)
{
	struct teller teller = { .out = BUF_INIT(TOLD_BYTES), .is_fine = true };
	bool is_enough = mutants_score(&found->mutants) >= orders->least;

	buf_add_text(&teller.out, "TAP version 14\n");
	tell_whole(&teller, found);
	tell_unseen(&teller, found->unseen);
	if (found->whole == FATE_survived)
		tell_mutants(&teller, found, is_enough);
	tell_sum(&teller, orders, found);
	*is_fine = teller.is_fine;
	return buf_take(&teller.out);
}
