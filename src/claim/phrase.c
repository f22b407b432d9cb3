/* phrase.c - see phrase.h. */
#include "claim/phrase.h"

#include "base/mem.h"
#include "base/text.h"
#include "claim/clause.h"
#include "claim/command.h"
#include "core/claims.h"

#include <ctype.h>
#include <string.h>

/*
 * kind, what is meant where the words do not name it, the words: a|b either, ?a may be missing, # a number,
 * <command> <test> <path> <thing> are taken (the thing: the tests, an interface, a path)
 */
#define PASS "pass|passes|passed|succeed|succeeds|succeeded"
#define NOW " ?now|still ?all "
#define WHOLE "?all ?of ?the|our ?full|whole|entire|complete "
#define TOUCHED "touched|changed|modified|edited"
#define OUTSIDE "outside ?of ?the|its|my "
#define PHRASES(X)                                                                            \
	X(ran, "", "?have|had ran|executed|reran|re-ran <command>")                           \
	X(ran, "", "have|had run <command>")                                                  \
	X(ran, "", "<command> was run|executed")                                              \
	X(ran, CLAIM_TESTS, "ran|executed|reran|re-ran " WHOLE "tests")                       \
	X(ran, CLAIM_TESTS, "ran|executed|reran|re-ran " WHOLE "test suite")                  \
	X(passed, CLAIM_TESTS, "all ?# ?of ?the|our ?# tests" NOW PASS "|passing")            \
	X(passed, CLAIM_TESTS, "?the|our tests" NOW PASS)                                     \
	X(passed, CLAIM_TESTS, "all ?# ?of ?the|our ?# tests are" NOW "green|passing|successful") \
	X(passed, CLAIM_TESTS, "?the|our tests are" NOW "green|passing|successful")           \
	X(passed, CLAIM_TESTS, "?the|our ?full|whole|entire|complete test suite" NOW PASS)    \
	X(passed, CLAIM_TESTS, "?the|our ?full|whole|entire|complete test suite is" NOW "green|passing") \
	X(passed, CLAIM_GATES, "all|every ?of ?the gates|gate|checks" NOW PASS)               \
	X(passed, CLAIM_GATES, "all ?of ?the gates|checks are" NOW "green|passing")           \
	X(passed, "build", "the build" NOW PASS)                                              \
	X(passed, "lint", "the lint|linter" NOW PASS)                                         \
	X(passed, "", "<command>" NOW PASS)                                                   \
	X(passed, "", "<command> is" NOW "green|passing|successful")                          \
	X(passed, "", "<command> exits|exited|returns|returned ?with 0")                      \
	X(fixed, "", "fixed|repaired the failing|broken|red test|tests")                      \
	X(fixed, "", "fixed|repaired ?the ?failing|broken|red ?test <test>")                  \
	X(fixed, "", "<test> now|again " PASS)                                                \
	X(untouched, "", "did|have|has not touch|touched|change|changed|modify|modified|edit|edited <thing>") \
	X(untouched, "", "<thing> was|were|is|are not " TOUCHED)                              \
	X(untouched, "", "<thing> was|were|is|are ?left untouched|unchanged|unmodified")      \
	X(untouched, "", "left <thing> untouched|unchanged|unmodified|alone")                 \
	X(untouched, "", "no changes|edits|modifications ?were|was ?made to|in <thing>")      \
	X(untouched, "", "no <thing> was|were " TOUCHED)                                      \
	X(within, "", "no changes|edits|modifications ?were|was ?made " OUTSIDE "<path>")     \
	X(within, CLAIM_SCOPE, "no changes|edits|modifications ?were|was ?made " OUTSIDE "scope") \
	X(within, "", "only " TOUCHED " ?files ?in|under|within|inside <path>")               \
	X(within, "", "did not touch|change|modify|edit anything|files " OUTSIDE "<path>")    \
	X(within, CLAIM_SCOPE, "did not touch|change|modify|edit anything|files " OUTSIDE "scope") \
	X(within, "", "nothing " OUTSIDE "<path> was|has ?been " TOUCHED)

static const struct {
	enum claim_kind kind;
	const char *what, *words;
} phrases[] = {
#define X(kind, what, words) { CLAIM_##kind, what, words },
	PHRASES(X)
#undef X
};

static const char *const lead_ins[] = { "i",	 "we",	      "also",	   "now",     "finally",   "thus", "therefore", "verified",
					"have",	 "confirmed", "checked",   "that",    "locally",   "result", "results", "done",
					"ok",	 "yes",	      "note",	   0 };
static const char *const tails[] = { "now",  "again", "successfully", "locally", "too",	 "as",	 "well", "here",
				     "cleanly", "green", "there", "afterwards", "twice", 0 };

static bool is_in(const char *const *list, const char *word)
{
	for (; *list; list++)
		if (!strcmp(*list, word))
			return true;
	return false;
}

/* A place in a clause, and what was taken on the way there. */
struct walk {
	const struct clause *clause;
	char what[WORD_BYTES];
};

static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789/.,")];
}

static bool is_path(const struct word *word)
{
	const char *text = word->whole;
	const char *dot = strrchr(text, '.');

	if (!*text || strpbrk(text, " \t()$:") || strstr(text, ".."))
		return false;
	return strchr(text, '/') || (dot && dot > text && isalpha((unsigned char)dot[1]) && strlen(dot) <= 6);
}

static bool is_test_name(const struct word *word)
{
	const char *text = word->whole;

	if (strpbrk(text, " \t") || !strcasestr(text, "test"))
		return false;
	return strchr(text, '_') || strstr(text, "::") || (word->is_quoted && !command_is_one(text));
}

/* Each takes some words from `at` on, and says how many; 0 for none. */
static size_t take_command(struct walk *walk, size_t at)
{
	const struct clause *clause = walk->clause;
	const struct word *word = &clause->words[at], *next = at + 1 < clause->count ? word + 1 : 0;

	if (word->is_quoted) {
		if (!command_is_one(word->whole))
			return 0;
		memcpy(walk->what, word->whole, sizeof walk->what);
		return 1;
	}
	if (next && !next->is_quoted && command_is_known(word->text, next->text)) {
		size_t len = strlen(word->whole);

		/* Two words that do not fit are no known command. */
		memcpy(walk->what, word->text, len);
		walk->what[len] = ' ';
		memcpy(walk->what + len + 1, next->text, strlen(next->text) + 1);
		return 2;
	}
	if (!command_is_known(word->text, 0))
		return 0;
	memcpy(walk->what, word->text, sizeof walk->what);
	return 1;
}

static size_t take_path(struct walk *walk, size_t at)
{
	const struct word *word = &walk->clause->words[at];

	if (!is_path(word))
		return 0;
	memcpy(walk->what, word->whole, sizeof walk->what);
	return 1;
}

static size_t take_test(struct walk *walk, size_t at)
{
	const struct word *word = &walk->clause->words[at];

	if (!is_test_name(word))
		return 0;
	memcpy(walk->what, word->whole, sizeof walk->what);
	return 1;
}

static void take_as(struct walk *walk, const char *what)
{
	memcpy(walk->what, what, strlen(what) + 1);
}

static size_t take_thing(struct walk *walk, size_t at)
{
	static const char *const articles[] = { "the", "any", "of", "existing", "our", "public", "all", 0 };
	const struct clause *clause = walk->clause;
	size_t n = at, taken;

	while (n < clause->count && is_in(articles, clause->words[n].text))
		n++;
	if (n == clause->count)
		return 0;
	if (!strcmp(clause->words[n].text, "api") || !strcmp(clause->words[n].text, "interface")) {
		take_as(walk, CLAIM_API);
		return n + 1 - at;
	}
	if (!strcmp(clause->words[n].text, "tests")) {
		take_as(walk, CLAIM_TESTS);
		return n + 1 - at;
	}
	if (!strcmp(clause->words[n].text, "test") && n + 1 < clause->count && !strcmp(clause->words[n + 1].text, "files")) {
		take_as(walk, CLAIM_TESTS);
		return n + 2 - at;
	}
	taken = take_path(walk, n);
	return taken ? n + taken - at : 0;
}

static const struct {
	const char *name;
	size_t (*take)(struct walk *walk, size_t at);
} takers[] = { { "<command>", take_command }, { "<path>", take_path }, { "<test>", take_test }, { "<thing>", take_thing } };

static bool is_one_of(const char *alternatives, size_t len, const char *word)
{
	size_t word_len = strlen(word);

	for (size_t at = 0; at < len;) {
		size_t n = 0;

		while (at + n < len && alternatives[at + n] != '|')
			n++;
		if (n == word_len && !strncmp(alternatives + at, word, n))
			return true;
		at += n + 1;
	}
	return false;
}

/* How many words one part of a phrase takes; 0 for none. */
static size_t take_part(struct walk *walk, const char *part, size_t len, size_t at)
{
	if (at >= walk->clause->count)
		return 0;
	for (size_t i = 0; *part == '<' && i < sizeof takers / sizeof *takers; i++)
		if (!strncmp(takers[i].name, part, len))
			return takers[i].take(walk, at);
	if (walk->clause->words[at].is_quoted)
		return 0;
	if (*part == '#')
		return is_number(walk->clause->words[at].text);
	return is_one_of(part, len, walk->clause->words[at].text);
}

/* What may follow without saying anything else. */
static bool is_tail(const struct clause *clause, size_t at)
{
	for (; at < clause->count; at++) {
		const struct word *word = &clause->words[at];
		bool has_more = at + 1 < clause->count && clause->words[at + 1].is_quoted;

		if (word->is_quoted)
			return false;
		if (has_more && is_one_of("with|via|using", 14, word->text) && command_is_one(clause->words[at + 1].whole))
			at++;
		else if (!is_in(tails, word->text) && !is_number(word->text))
			return false;
	}
	return true;
}

/* An optional part is taken where it can be: no phrase needs it otherwise. */
static bool matches(struct walk *walk, const char *phrase, size_t at)
{
	for (const char *part = phrase; *part;) {
		size_t len = strcspn(part, " "), skip = *part == '?', taken = take_part(walk, part + skip, len - skip, at);

		if (!taken && !skip)
			return false;
		at += taken;
		part += len;
		part += strspn(part, " ");
	}
	return is_tail(walk->clause, at);
}

static void say(struct claims_said *said, enum claim_kind kind, const char *what, bool is_structured)
{
	for (size_t i = 0; i < said->count; i++)
		if (said->list[i].kind == kind && text_same(said->list[i].what, what))
			return;
	if (said->count == CLAIMS_MOST)
		return;
	said->list = mem_grow(said->list, said->count + 1, sizeof *said->list);
	said->list[said->count++] = (struct claim_said){ kind, mem_dup(what), is_structured };
}

struct hearing {
	struct claims_said found;
	bool admits;
};

static bool hear_from(struct hearing *hearing, const struct clause *clause, size_t at)
{
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
		struct walk walk = { .clause = clause };

		/* What comes behind an "and" may be more of what it did touch. */
		if (phrases[i].kind == CLAIM_within && !clause->is_last)
			continue;
		if (!matches(&walk, phrases[i].words, at))
			continue;
		say(&hearing->found, phrases[i].kind, *walk.what ? walk.what : phrases[i].what, false);
		return true;
	}
	return false;
}

static void hear(void *owner, const struct clause *clause)
{
	struct hearing *hearing = owner;
	size_t at = 0;

	hearing->admits |= clause->admits;
	if (clause->is_hedged)
		return;
	while (at < clause->count && !hear_from(hearing, clause, at) && !clause->words[at].is_quoted &&
	       is_in(lead_ins, clause->words[at].text))
		at++;
}

void phrases_read(const char *text, struct claims_said *said)
{
	struct hearing hearing = { 0 };

	clauses_each(text, hear, &hearing);
	for (size_t i = 0; i < hearing.found.count; i++)
		if (!(hearing.admits && hearing.found.list[i].kind == CLAIM_passed))
			say(said, hearing.found.list[i].kind, hearing.found.list[i].what, false);
	claims_said_release(&hearing.found);
}

void claims_say(struct claims_said *said, enum claim_kind kind, const char *list)
{
	struct lines walk;

	LINES_EACH(walk, list)
		say(said, kind, walk.line, true);
}

void claims_said_release(struct claims_said *said)
{
	for (size_t i = 0; i < said->count; i++)
		free(said->list[i].what);
	free(said->list);
	*said = (struct claims_said){ 0 };
}
