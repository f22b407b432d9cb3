/* lint_words.c - the title and the words: what was meant, and who would notice; see lint.h. */
#include "spec/lint.h"

#include "base/mem.h"
#include "base/text.h"
#include "spec/prose.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { TOLD_MOST = 3, SHORT_WORDS = 30, WORD_BYTES = 32 };

/* Words that are not in a comment, as the template has one where the words should be. */
static bool has_words(const char *body)
{
	while (*(body += strspn(body, " \t\r\n"))) {
		const char *end = text_starts(body, "<!--") ? strstr(body, "-->") : 0;

		if (!end)
			return true;
		body = end + 3;
	}
	return false;
}

static bool has_measure(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (isdigit((unsigned char)text[i]))
			return true;
	return false;
}

static void lint_vague(const struct lint *lint)
{
	const char *phrase;
	size_t at = 0;

	while (findings_has_room(lint->findings) && (phrase = prose_next_vague(lint->body, &at))) {
		COMPLAIN_AT(lint, at, "body-vague", "'%s' leaves the work open: name what is meant", phrase);
		at += strlen(phrase);
	}
}

static void lint_unmeasured(const struct lint *lint)
{
	const char *title = lint->spec->title, *phrase;
	_autofree_ char *told = 0;
	size_t at = 0, in_title = 0;

	phrase = prose_next_unmeasured(title, &in_title);
	/* A title may leave the figure to the words. */
	if (phrase && !has_measure(title, strlen(title)) && !has_measure(lint->body, strlen(lint->body))) {
		COMPLAIN_AT(lint, strspn(lint->body, " \t\r\n"), "words-unmeasured",
			    "'%s' in the title has no measure: give a number, or the case that goes wrong", phrase);
		lines_add(&told, phrase);
	}

	while (lines_count(told ? told : "") < TOLD_MOST && (phrase = prose_next_unmeasured(lint->body, &at))) {
		size_t len;
		const char *sentence = prose_sentence(lint->body, at, &len);

		if (!lines_has(told, phrase) && !has_measure(sentence, len)) {
			COMPLAIN_AT(lint, at, "words-unmeasured", "'%s' has no measure: give a number, or the case that goes wrong",
				    phrase);
			lines_add(&told, phrase);
		}
		at += strlen(phrase);
	}
}

static bool is_proven(const struct task_spec *spec)
{
	for (size_t i = 0; i < spec->accept_count; i++)
		if (spec->accept[i].is_red_first)
			return true;
	return false;
}

static size_t count_words(const char *text)
{
	size_t count = 0;

	while (*(text += strspn(text, " \t\r\n"))) {
		count++;
		text += strcspn(text, " \t\r\n");
	}
	return count;
}

/* Something that can be found: a number, a path, a name as code has them, a quotation. */
static bool has_anchor(const char *text)
{
	for (const char *s = text; *s; s++) {
		bool is_inner = s > text && isalnum((unsigned char)s[-1]) && isalnum((unsigned char)s[1]);

		if (isdigit((unsigned char)*s) || strchr("`\"", *s) || (strchr("/_.:", *s) && is_inner))
			return true;
		if (s > text && islower((unsigned char)s[-1]) && isupper((unsigned char)*s))
			return true;
	}
	return false;
}

/* "Improve the code quality. Clean up properly." */
static void lint_wish(const struct lint *lint)
{
	const struct task_spec *spec = lint->spec;
	size_t in_title = 0, in_body = 0, vague = 0, first = strspn(lint->body, " \t\r\n");

	if (is_proven(spec) || text_same(spec->kind, "report") || prose_next_vague(lint->body, &vague))
		return;
	if (count_words(lint->body) > SHORT_WORDS || has_anchor(spec->title) || has_anchor(spec->body))
		return;
	if (prose_next_unmeasured(spec->title, &in_title) || prose_next_unmeasured(lint->body, &in_body))
		COMPLAIN_AT(lint, first, "body-vague",
			    "nothing here says what will be different: name a case, a number, a file");
}

static bool is_one_of(const char *const *words, const char *word, size_t len)
{
	for (; *words; words++)
		if (strlen(*words) == len && !strncasecmp(*words, word, len))
			return true;
	return false;
}

static void lint_pronoun(const struct lint *lint)
{
	static const char *const pronouns[] = {"it",  "this",	    "that",  "them", "these",
					       "all", "everything", "stuff", "things", 0};
	const char *title = lint->spec->title;
	size_t first = strcspn(title, " "), from = first + strspn(title + first, " ");

	if (count_words(title) <= 4 && is_one_of(pronouns, title + from, strcspn(title + from, " ")))
		COMPLAIN_AT(lint, strspn(lint->body, " \t\r\n"), "goal-pronoun", "the title '%.60s' does not name its thing", title);
}

static void lint_goals(const struct lint *lint)
{
	static const char *const verbs[] = {
		"add",	   "fix",     "remove", "rename",  "upgrade", "update",	   "migrate", "refactor", "rewrite",
		"write",   "move",    "delete", "support", "make",    "change",	   "replace", "introduce", "implement",
		"convert", "split",   "clean",	"bump",	   "drop",    "deprecate", "port",    0};
	const char *title = lint->spec->title, *and = strcasestr(title, " and "), *semicolon = strchr(title, ';');
	size_t len = and ? strcspn(and + 5, " ") : 0;

	/* "Search and replace" is one. */
	if ((and && memchr(title, ' ', (size_t)(and - title)) && is_one_of(verbs, and + 5, len)) || (semicolon && semicolon[1]))
		COMPLAIN_AT(lint, strspn(lint->body, " \t\r\n"), "goals-several",
			    "the title '%.60s' has more than one goal: make it two tasks", title);
}

static bool is_in_commands(const struct task_spec *spec, const char *word)
{
	for (size_t i = 0; i < spec->accept_count; i++)
		if (strcasestr(spec->accept[i].run, word))
			return true;
	return false;
}

/* Whether the commands speak of a word of the sentence. */
static bool is_checked(const struct lint *lint, const char *sentence, size_t len)
{
	static const char *const common[] = {"must",  "should", "shall", "with",  "that",  "this",  "have", "when",
					     "from",  "than",	"then",	 "more",  "less",  "every", "each", "only",
					     "tests", "test",	"make",	 "which", "where", "been",  "into", 0};

	for (size_t at = 0; at < len;) {
		size_t word = 0;
		char copy[WORD_BYTES];

		while (at + word < len && isalnum((unsigned char)sentence[at + word]))
			word++;
		if (word >= 4 && word < sizeof copy && !is_one_of(common, sentence + at, word)) {
			memcpy(copy, sentence + at, word);
			copy[word] = 0;
			if (is_in_commands(lint->spec, copy))
				return true;
		}
		at += word ? word : 1;
	}
	return false;
}

static bool is_demand(const char *text, size_t at)
{
	static const char *const demands[] = {"must", "shall", "should", 0};
	size_t len = strspn(text + at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return (!at || !isalnum((unsigned char)text[at - 1])) && is_one_of(demands, text + at, len);
}

/* With a red acceptance something was written that proves what is new: then it is for the reviewer to see what. */
static void lint_unproven(const struct lint *lint)
{
	const char *body = lint->body;
	size_t told = 0;

	if (is_proven(lint->spec) || text_same(lint->spec->kind, "report") || !lint->spec->accept_count)
		return;
	for (size_t at = 0; body[at] && told < TOLD_MOST;) {
		const char *sentence;
		size_t len;

		if (body[at] == '`') {
			at = prose_after_code(body, at);
			continue;
		}
		if (!is_demand(body, at)) {
			at++;
			continue;
		}
		sentence = prose_sentence(body, at, &len);
		if (!is_checked(lint, sentence, len)) {
			COMPLAIN_AT(lint, at, "words-unproven", "no acceptance checks that '%.*s'", len > 60 ? 60 : (int)len,
				    sentence);
			told++;
		}
		at = (size_t)(sentence - body) + len > at ? (size_t)(sentence - body) + len : at + 1;
	}
}

/* A number in front of "lines", as "1,200 lines" or "2k lines"; 0 where there is none. */
static long long lines_named(const char *body, size_t at)
{
	long long number = 0, unit = 1;

	while (at > 0 && strchr(" ~", body[at - 1]))
		at--;
	if (at > 0 && body[at - 1] == 'k')
		unit = 1000, at--;
	for (long long place = 1; at > 0 && place < 1000000000 && (isdigit((unsigned char)body[at - 1]) || body[at - 1] == ',');
	     at--) {
		if (body[at - 1] == ',')
			continue;
		number += place * (body[at - 1] - '0');
		place *= 10;
	}
	return number * unit;
}

static bool speaks_of_work(const char *sentence, size_t len)
{
	static const char *const verbs[] = {"move", "moves", "moved", "rewrite", "change", "changes", "touch", "touches",
					    "port", "diff", "replace", "about", "roughly", "expect", "write", "needs", 0};

	for (size_t at = 0; at < len;) {
		size_t word = 0;

		while (at + word < len && isalpha((unsigned char)sentence[at + word]))
			word++;
		if (word && is_one_of(verbs, sentence + at, word))
			return true;
		at += word ? word : 1;
	}
	return false;
}

static void lint_size(const struct lint *lint)
{
	const struct config *config = lint->world->config;
	long long most = lint->spec->lines >= 0 ? lint->spec->lines : config ? config->lines : 0;
	const char *found = lint->body;

	for (; most > 0 && (found = strstr(found, " lines")); found++) {
		size_t at = (size_t)(found - lint->body), len;
		long long named = lines_named(lint->body, at);
		const char *sentence = prose_sentence(lint->body, at, &len);

		if (named <= most || !speaks_of_work(sentence, len))
			continue;
		COMPLAIN_AT(lint, at, "size-over", "%lld lines are more than the %lld that it may have: cut it in parts", named,
			    most);
		return;
	}
}

void lint_words(const struct lint *lint)
{
	if (!has_words(lint->body)) {
		findings_add(lint->findings, lint->body_line, 1, "body-missing",
			     "no words: say what is wanted and why, below the closing '---'");
		return;
	}
	lint_vague(lint);
	lint_wish(lint);
	lint_unmeasured(lint);
	lint_pronoun(lint);
	lint_goals(lint);
	lint_unproven(lint);
	lint_size(lint);
}
