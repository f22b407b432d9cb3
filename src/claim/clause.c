/* clause.c - see clause.h. */
#include "claim/clause.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

#define SPLITS " \t\n,;:()\"`"

enum { FLAT_BYTES = 64 << 10, SENTENCE_CLAUSES = 24 };

/* A word of these, and nothing in the sentence is taken for a fact. */
static const char *const hedges[] = {
	"will", "would", "should", "shall", "could", "might", "may", "must", "can", "cannot", "if", "once", "when", "unless",
	"until", "before", "but", "however", "except", "excepting", "apart", "besides", "although", "though", "despite", "other",
	"todo", "next", "expect", "expects", "expected", "hope", "hopefully", "assume", "assumes", "assuming", "assumed",
	"presumably", "probably", "likely", "believe", "think", "seems", "seem", "appears", "appear", "supposed", "try", "tried",
	"trying", "want", "wants", "wanted", "need", "needs", "needed", "please", "ensure", "ensures", "whether", "unable",
	"partially", "most", "some", "almost", "nearly", "mostly", "previously", "earlier", "yesterday", "task", "says", "said",
	"asks", "asked", "goal", "goals", "criteria", "criterion", "acceptance", "requirement", "requirements", "require",
	"requires", "required", "rule", "rules", "pretend", "claim", "claims", "example", "like", "instead", "without", "skipping",
	"deselect", "doubt", "unsure", "verify", 0
};

/* A word of these says that something is not well now; one of those, that this is over, or is none. */
static const char *const troubles[] = { "fail", "fails", "failing", "failed", "failure", "failures", "broken", "red", "skip",
					"skipped", "flaky", "crash", "crashes", "errors", "unverified", "untested", 0 };
static const char *const cures[] = { "fixed", "fix", "fixes", "repaired", "repairs", "was", "were", "had", "no", "none", "0",
				     "zero", "without", "never", "anymore", "resolved", "previously", 0 };

static const char *const breaks[] = { "and", "then", "or", 0 };

static bool is_in(const char *const *list, const char *word)
{
	for (; *list; list++)
		if (!strcmp(*list, word))
			return true;
	return false;
}

/* A bullet's length with its blanks, 0 where it is none. */
static size_t bullet_of(const char *line)
{
	size_t n = 0;

	if ((*line == '-' || *line == '*' || *line == '+') && line[1] == ' ')
		return 2;
	while (n < 3 && isdigit((unsigned char)line[n]))
		n++;
	return n && (line[n] == '.' || line[n] == ')') && line[n + 1] == ' ' ? n + 2 : 0;
}

struct flat {
	struct buf out;
	bool is_fenced;
	bool is_listed; /* the items that follow are what somebody wants, not what is */
};

static bool line_hedges(const char *line)
{
	char word[WORD_BYTES];
	size_t n = 0;

	for (;; line++) {
		if (isalnum((unsigned char)*line) && n < sizeof word - 1) {
			word[n++] = (char)tolower((unsigned char)*line);
			continue;
		}
		word[n] = 0;
		if (n && (is_in(hedges, word) || !strcmp(word, "remaining") || !strcmp(word, "plan")))
			return true;
		n = 0;
		if (!*line)
			return false;
	}
}

/* What is quoted, a heading, a table, what is still open, or what somebody wants. */
static bool is_left_out(const struct flat *flat, const char *at, size_t bullet)
{
	if (bullet)
		return flat->is_listed || text_starts(at + bullet, "[ ]");
	return !*at || strchr(">#|", *at);
}

/* One line: wrapped ones are joined, all else begins anew. */
static void flatten_line(struct flat *flat, const char *line)
{
	const char *at = line + strspn(line, " \t");
	bool is_fence = text_starts(at, "```") || text_starts(at, "~~~");
	size_t bullet = bullet_of(at);

	flat->is_fenced ^= is_fence;
	if (!bullet && *at)
		flat->is_listed = false;
	if (is_fence || flat->is_fenced || is_left_out(flat, at, bullet)) {
		/* A heading may say what kind of items follow. */
		if (*at == '#')
			flat->is_listed = line_hedges(at);
		buf_add_text(&flat->out, "\n");
		return;
	}
	if (at[strlen(at) - 1] == ':' && line_hedges(at))
		flat->is_listed = true;
	at += bullet;
	if (text_starts(at, "[x] ") || text_starts(at, "[X] "))
		at += 4;
	buf_printf(&flat->out, "%s%s", bullet ? "\n" : " ", at);
}

/* The byte length of a quotation mark, and the one that ends it. */
static size_t quote_of(const char *at, bool is_at_word, const char **end)
{
	if (*at == '`' || *at == '"') {
		*end = *at == '`' ? "`" : "\"";
		return 1;
	}
	if (text_starts(at, "\xe2\x80\x9c")) {
		*end = "\xe2\x80\x9d";
		return 3;
	}
	if (*at == '\'' && is_at_word) {
		*end = "'";
		return 1;
	}
	return 0;
}

/* Words, clauses and the sentence that is being read. */
struct reader {
	struct clause *clauses; /* owned: of this sentence */
	size_t count;
	bool is_hedged, admits, is_cured;
	void (*each)(void *owner, const struct clause *clause);
	void *owner;
};

static void clause_ends(struct reader *reader)
{
	struct clause *clause = &reader->clauses[reader->count];

	if (!clause->count)
		return;
	if (reader->count + 1 < SENTENCE_CLAUSES)
		reader->count++;
	else
		reader->is_hedged = true;
	memset(&reader->clauses[reader->count], 0, sizeof *clause);
}

static void sentence_ends(struct reader *reader, bool is_question)
{
	clause_ends(reader);
	for (size_t i = 0; i < reader->count; i++) {
		struct clause *clause = &reader->clauses[i];

		clause->is_last = i + 1 == reader->count;
		clause->admits = reader->admits && !reader->is_cured;
		clause->is_hedged = reader->is_hedged || is_question || clause->is_too_long;
		reader->each(reader->owner, clause);
	}
	memset(&reader->clauses[0], 0, sizeof *reader->clauses);
	reader->count = 0;
	reader->is_hedged = reader->admits = reader->is_cured = false;
}

static void add_word(struct reader *reader, const char *text, size_t len, bool is_quoted)
{
	struct clause *clause = &reader->clauses[reader->count];
	struct word *word;

	if (clause->count == CLAUSE_WORDS || len >= WORD_BYTES) {
		clause->is_too_long = true;
		return;
	}
	word = &clause->words[clause->count++];
	*word = (struct word){ .is_quoted = is_quoted };
	memcpy(word->whole, text, len);
	for (size_t i = 0; i < len; i++)
		word->text[i] = is_quoted ? text[i] : (char)tolower((unsigned char)text[i]);
}

/* Without the marks around it, but for those that end a pattern. */
static size_t trim(const char **text, size_t len)
{
	const char *at = *text;

	while (len && strchr("*_([{<\"'", *at))
		at++, len--;
	*text = at;
	while (len && strchr("*_()[]{}<>,;:.!?\"'", at[len - 1])) {
		size_t stars = 0;

		while (stars < len && at[len - 1 - stars] == '*')
			stars++;
		if (stars && stars < len && at[len - 1 - stars] == '/')
			break;
		len--;
	}
	return len;
}

static size_t contraction_of(const char *word, size_t len)
{
	if (len > 3 && text_ends(word, "n't"))
		return 3;
	return len > 5 && text_ends(word, "n\xe2\x80\x99t") ? 5 : 0;
}

/* "didn't" is two words. */
static void add_plain(struct reader *reader, const char *text, size_t len)
{
	char lowered[WORD_BYTES] = "";
	size_t contracted;

	len = trim(&text, len);
	for (size_t i = 0; i < len && i < sizeof lowered - 1; i++)
		lowered[i] = (char)tolower((unsigned char)text[i]);
	/* Marks and pictures are no words; a number of tests is. */
	if (!strpbrk(lowered, "abcdefghijklmnopqrstuvwxyz0123456789")) {
		if (*lowered == '-' || text_starts(lowered, "\xe2\x80"))
			clause_ends(reader);
		return;
	}
	contracted = contraction_of(lowered, len);
	reader->is_hedged |= is_in(hedges, lowered);
	reader->admits |= is_in(troubles, lowered);
	reader->is_cured |= is_in(cures, lowered);
	if (is_in(breaks, lowered)) {
		clause_ends(reader);
		return;
	}
	add_word(reader, text, len - contracted, false);
	if (contracted)
		add_word(reader, "not", 3, false);
}

/* How far a quotation goes, with its marks; 0 where it has no end. */
static size_t quoted(struct reader *reader, const char *at, size_t mark, const char *end)
{
	const char *stop = strstr(at + mark, end), *line = strchr(at, '\n');

	if (!stop || (line && stop > line) || (*end == '\'' && isalnum((unsigned char)stop[1])))
		return 0;
	add_word(reader, at + mark, (size_t)(stop - at) - mark, true);
	return (size_t)(stop - at) + strlen(end);
}

static bool is_end_of_sentence(const char *at)
{
	return *at && strchr(".!?", *at) && (!at[1] || isspace((unsigned char)at[1]) || strchr(")\"'*", at[1]));
}

/* A quotation, whole; its length. */
static size_t take_quotation(struct reader *reader, const char *at, size_t mark, const char *end)
{
	size_t len = quoted(reader, at, mark, end);

	/* One without an end may hold anything. */
	if (!len && *end != '\'')
		reader->is_hedged = true;
	if (len && is_end_of_sentence(at + len))
		sentence_ends(reader, at[len] == '?');
	return len ? len : mark;
}

static size_t take_plain(struct reader *reader, const char *at)
{
	size_t len = strcspn(at, SPLITS);

	if (!len)
		return 0;
	add_plain(reader, at, len);
	if (is_end_of_sentence(at + len - 1))
		sentence_ends(reader, at[len - 1] == '?');
	return len;
}

static void take_split(struct reader *reader, char split)
{
	if (split == '\n')
		sentence_ends(reader, false);
	else if (strchr(",;:()", split))
		clause_ends(reader);
}

static void read_flat(struct reader *reader, const char *at)
{
	bool is_at_word = true;

	while (*at) {
		const char *end = 0;
		size_t mark = quote_of(at, is_at_word, &end);
		size_t len = mark ? take_quotation(reader, at, mark, end) : take_plain(reader, at);

		is_at_word = !len;
		if (!len)
			take_split(reader, *at++);
		at += len;
	}
	sentence_ends(reader, false);
}

void clauses_each(const char *text, void (*each)(void *owner, const struct clause *clause), void *owner)
{
	struct flat flat = { .out = BUF_INIT(FLAT_BYTES) };
	struct reader reader = { .each = each, .owner = owner };
	_autofree_ char *whole = 0;
	const char *at = text ? text : "";

	while (*at) {
		size_t len = strcspn(at, "\n");
		_autofree_ char *line = mem_dup_part(at, len);

		flatten_line(&flat, line);
		at += len + (at[len] == '\n');
	}
	whole = buf_take(&flat.out);
	reader.clauses = mem_new(SENTENCE_CLAUSES + 1, sizeof *reader.clauses);
	read_flat(&reader, whole);
	free(reader.clauses);
}
