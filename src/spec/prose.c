/* prose.c - see prose.h. */
#include "spec/prose.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* An argument may be such a word, no program is called so: "tests pass", "it should work". */
static const char *const sentence_words[] = {
	"should",   "must",   "shall",	"works",   "ensure",   "ensures", "correctly",
	"properly", "is",     "are",	"was",	   "be",       "been",	  "has",
	"have",	    "that",   "when",	"which",   "the",      "an",	  "and",
	"pass",	    "passes", "passed", "succeed", "succeeds", "without", "faster",
	"can",	    "cannot", "does",	"will",	   0};
/* Words that come after a verb that is also a program's name: "make sure", "test that". */
static const char *const object_words[] = {"sure", "that",    "the",  "it",
					   "if",   "whether", "this", 0};
/* Programs whose arguments are words. */
static const char *const programs[] = {
	"make",	    "gmake",  "ninja",	 "meson", "cmake", "ctest",    "cargo",	 "go",
	"npm",	    "npx",    "pnpm",	 "yarn",  "bun",   "deno",     "node",	 "python",
	"python3",  "pytest", "tox",	 "nox",	  "uv",	   "poetry",   "pip",	 "ruby",
	"rake",	    "bundle", "perl",	 "prove", "php",   "composer", "mvn",	 "gradle",
	"java",	    "dotnet", "swift",	 "zig",	  "mix",   "just",     "task",	 "bazel",
	"git",	    "grep",   "egrep",	 "fgrep", "rg",	   "test",     "[",	 "[[",
	"sh",	    "bash",   "zsh",	 "env",	  "awk",   "sed",      "diff",	 "cmp",
	"cat",	    "echo",   "printf",	 "find",  "ls",	   "wc",       "jq",	 "curl",
	"docker",   "podman", "timeout", "time",  "!",	   "true",     "false",	 "cd",
	"exit",	    "check",  "lint",	 "xargs", "ruff",  "mypy",     "eslint", "tsc",
	"leadhand", 0};

static bool is_one_of(const char *const *words, const char *word, size_t len)
{
	for (; *words; words++)
		if (strlen(*words) == len && !strncasecmp(*words, word, len))
			return true;
	return false;
}

/* Blank out what stands in quotes: there any words may be looked for. An apostrophe opens
 * nothing. */
static void blank_quotes(char *text)
{
	for (char *s = text, *end; *s; s++) {
		if ((*s != '\'' && *s != '"') || (s > text && isalnum((unsigned char)s[-1])))
			continue;
		end = strchr(s + 1, *s);
		if (!end)
			continue;
		memset(s, '_', (size_t)(end - s) + 1);
		s = end;
	}
}

struct reading {
	size_t words;		 /* of any kind */
	size_t letters;		 /* words of nothing but letters */
	size_t of_sentence;	 /* such as "should", after the first word */
	bool has_shell;		 /* an operator, an option, a path in front */
	bool is_known;		 /* begins with a program's name */
	bool has_object;	 /* "make sure" */
	bool is_capitalised;	 /* "Search ..." */
	bool begins_as_sentence; /* "the", "all" */
};

static void read_first(struct reading *r, const char *word, size_t len)
{
	bool is_letters = true;

	for (size_t i = 0; i < len; i++)
		is_letters = is_letters && isalpha((unsigned char)word[i]);
	r->is_known = is_one_of(programs, word, len);
	r->begins_as_sentence =
		is_one_of(sentence_words, word, len) ||
		(len == 3 && !strncasecmp(word, "all", 3)) ||
		(len == 2 && (!strncasecmp(word, "it", 2) || !strncasecmp(word, "no", 2)));
	r->is_capitalised = is_letters && isupper((unsigned char)*word) &&
			    (len == 1 || islower((unsigned char)word[1]));
	if (memchr(word, '/', len) || memchr(word, '=', len) || memchr(word, '_', len) ||
	    *word == '.' || *word == '(' || *word == '{')
		r->has_shell = true;
}

static void read_word(struct reading *r, const char *word, size_t len)
{
	size_t letters = 0;

	while (letters < len && isalpha((unsigned char)word[letters]))
		letters++;
	r->letters += letters == len;
	if (!r->words++) {
		read_first(r, word, len);
		return;
	}
	if (r->words == 2)
		r->has_object = is_one_of(object_words, word, len);
	/* "works," and "works." are words too. */
	r->of_sentence += letters + 1 >= len && is_one_of(sentence_words, word, letters);
	if (len > 1 && *word == '-' && (isalnum((unsigned char)word[1]) || word[1] == '-'))
		r->has_shell = true;
	if (strcspn(word, "|&><$`") < len)
		r->has_shell = true;
}

static bool ends_sentence(const char *text)
{
	size_t len = strlen(text);

	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	return len > 2 && text[len - 1] == '.' && islower((unsigned char)text[len - 2]) &&
	       islower((unsigned char)text[len - 3]);
}

bool prose_is_sentence(const char *command)
{
	_autofree_ char *text = mem_dup(command);
	struct reading r = {0};

	blank_quotes(text);
	for (const char *s = text; *s;) {
		size_t len;

		s += strspn(s, " \t\r\n");
		len = strcspn(s, " \t\r\n");
		if (len)
			read_word(&r, s, len);
		s += len;
	}
	if (r.has_object && r.is_known && r.words > 2)
		return true;
	/* Lines are more often a script than a paragraph. */
	if (r.has_shell || r.is_known || r.words < 2 || strchr(text, '\n'))
		return false;
	return r.begins_as_sentence || r.of_sentence || (ends_sentence(text) && r.words > 2) ||
	       (r.is_capitalised && r.words > 3) || r.letters >= 5;
}

static const char *const vague_phrases[] = {
	"somehow", "or something", "or whatever", "make it better", "make it nice", "make it nicer",
	"make it good", "improve things", "clean things up", "tbd", "to be decided",
	"to be determined", "as you see fit", "whatever works", "you decide", 0};
static const char *const unmeasured_phrases[] = {
	"etc", "etcetera", "and so on", "and so forth", "as appropriate", "as needed", "if needed",
	"where needed", "as necessary", "if necessary", "where necessary", "as much as possible",
	"best practices", "high quality", "state of the art", "properly", "nicely", "improve",
	"improves", "improved", "improvements", "improvement", "better", "nicer", "fast", "faster",
	"quick", "quickly", "cleaner", "robust", "robustly", "user-friendly", "intuitive",
	"reasonable", "reasonably", "efficient", "efficiently", "optimal", "optimally", "seamless",
	"seamlessly", "gracefully", "modern", "scalable", 0};

/* The length of `phrase` at `s`, where a blank is any run of white space; 0 where it is not
 * there. */
static size_t phrase_length(const char *s, const char *phrase)
{
	const char *at = s;

	for (; *phrase; phrase++) {
		if (*phrase == ' ') {
			if (!isspace((unsigned char)*at))
				return 0;
			at += strspn(at, " \t\r\n");
		} else if (tolower((unsigned char)*at++) != *phrase) {
			return 0;
		}
	}
	return (size_t)(at - s);
}

static const char *phrase_at(const char *const *phrases, const char *text, size_t at)
{
	unsigned char before = at ? (unsigned char)text[at - 1] : ' ';

	if (isalnum(before) || before >= 0x80 || strchr("/._-~$\"'`", before))
		return 0;
	for (const char *const *phrase = phrases; *phrase; phrase++) {
		size_t len = tolower((unsigned char)text[at]) == **phrase ? phrase_length(text + at, *phrase) : 0;
		unsigned char after = (unsigned char)text[at + len];

		if (!len || isalnum(after) || after >= 0x80 ||
		    (after && strchr("/_-'\"", after)))
			continue;
		/* The folder has the same name: "the etc folder". */
		if (strcmp(*phrase, "etc") || !after || strchr(".,;:)\n", after))
			return *phrase;
	}
	return 0;
}

/* A run of backticks closes with one as long. */
size_t prose_after_code(const char *text, size_t at)
{
	size_t ticks = strspn(text + at, "`"), from = at + ticks;

	while (text[from]) {
		size_t run;

		from += strcspn(text + from, "`");
		run = strspn(text + from, "`");
		from += run;
		if (run == ticks)
			return from;
	}
	return at + ticks;
}

static const char *next_of(const char *const *phrases, const char *text, size_t *offset)
{
	for (size_t at = *offset; text[at];) {
		const char *phrase;

		if (text[at] == '`') {
			at = prose_after_code(text, at);
			continue;
		}
		phrase = phrase_at(phrases, text, at);
		if (phrase) {
			*offset = at;
			return phrase;
		}
		at++;
	}
	return 0;
}

const char *prose_next_vague(const char *text, size_t *offset)
{
	return next_of(vague_phrases, text, offset);
}

const char *prose_next_unmeasured(const char *text, size_t *offset)
{
	return next_of(unmeasured_phrases, text, offset);
}

/* A full stop with a blank behind it, an empty line, a new entry of a list. */
static bool is_border(const char *text, size_t at)
{
	if (strchr(".!?", text[at]))
		return !text[at + 1] || isspace((unsigned char)text[at + 1]);
	return text[at] == '\n' && strchr("\n-*#", text[at + 1 + strspn(text + at + 1, " \t")]);
}

const char *prose_sentence(const char *text, size_t at, size_t *len)
{
	size_t from = at, to = at;

	while (from > 0 && !is_border(text, from - 1))
		from--;
	from += strspn(text + from, " \t\n");
	while (text[to] && !is_border(text, to))
		to++;
	*len = to > from ? to - from : 0;
	return text + from;
}
