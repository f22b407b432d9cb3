/* tamper.c - see tamper.h. The signs of each rule are in tamper_signs.c. */
#include "gate/tamper.h"

#include "gate/tamper_signs.h"

#include "base/mem.h"
#include "base/text.h"
#include "spec/protect.h"

#include <stdbool.h>
#include <string.h>

enum { FINDINGS_MOST = 40, SIDE_LINES = 400, LINE_BYTES = 400, PATH_BYTES = 300, SNIPPET_BYTES = 120 };

/* One side of a hunk: its lines as texts. */
struct side {
	char *lines[SIDE_LINES]; /* owned */
	size_t count;
	long long at, left; /* the number of its first line; lines to come */
};

struct reader {
	char *path;		  /* owned: of the file that is read; "" before the first */
	unsigned places;	  /* of tamper_signs.h: what kind of file it is */
	const char *usual;	  /* borrowed: the protected patterns */
	bool is_deleted, is_link;
	struct side old, now;
	char *found; /* owned */
	long long count;
};

static void add(struct reader *reader, const char *rule, long long line, const char *text)
{
	_autofree_ char *snippet = 0, *entry = 0;

	while (*text == ' ' || *text == '\t')
		text++;
	snippet = text_clean(text, strlen(text), SNIPPET_BYTES);
	entry = mem_printf("%s\t%lld\t%s\t%s", rule, line, reader->path, snippet);
	/* Two signs of one rule in one line are one thing. */
	if (lines_has(reader->found, entry))
		return;
	if (reader->count++ < FINDINGS_MOST)
		lines_add(&reader->found, entry);
}

static size_t count_signs(const struct side *side, const struct sign *sign)
{
	size_t count = 0;

	for (size_t i = 0; i < side->count; i++)
		count += sign_is_in(sign, side->lines[i]);
	return count;
}

/* What was there before and only moved within the hunk is no news. */
static void look_for_signs(struct reader *reader)
{
	for (const struct sign *sign = tamper_signs; sign->rule; sign++) {
		size_t before;

		if (!(sign->places & reader->places))
			continue;
		before = count_signs(&reader->old, sign);
		for (size_t i = 0; i < reader->now.count; i++) {
			if (!sign_is_in(sign, reader->now.lines[i]))
				continue;
			if (before)
				before--;
			else
				add(reader, sign->rule, reader->now.at + (long long)i, reader->now.lines[i]);
		}
	}
}

/* The lines of a side that are of some kind, in order. */
struct picked {
	const char *lines[SIDE_LINES];
	size_t count;
};

static void pick(const struct side *side, bool (*is_one)(const char *line), struct picked *picked)
{
	picked->count = 0;
	for (size_t i = 0; i < side->count; i++)
		if (is_one(side->lines[i]))
			picked->lines[picked->count++] = side->lines[i];
}

static void compare_assertions(struct reader *reader, const struct picked *old, const struct picked *now)
{
	for (size_t i = 0; i < old->count && i < now->count; i++) {
		if (line_is_weaker(old->lines[i], now->lines[i]))
			add(reader, "assertion_weakened", reader->now.at, now->lines[i]);
		else if (line_differs_in_value(old->lines[i], now->lines[i]))
			add(reader, "expectation_changed", reader->now.at, now->lines[i]);
	}
	if (old->count > now->count)
		add(reader, "assertion_removed", reader->now.at, old->lines[now->count]);
}

static void look_at_tests(struct reader *reader)
{
	struct picked old, now;

	if (!(reader->places & PLACE_test) || reader->is_deleted)
		return;
	pick(&reader->old, line_is_assertion, &old);
	pick(&reader->now, line_is_assertion, &now);
	compare_assertions(reader, &old, &now);
	pick(&reader->old, line_begins_test, &old);
	pick(&reader->now, line_begins_test, &now);
	if (old.count > now.count)
		add(reader, "test_removed", reader->now.at, old.lines[now.count]);
}

static void look_at_thresholds(struct reader *reader)
{
	if (!(reader->places & (PLACE_test | PLACE_steering)))
		return;
	for (size_t i = 0; i < reader->old.count && i < reader->now.count; i++)
		if (line_has_threshold(reader->now.lines[i]) && !line_is_assertion(reader->now.lines[i]) &&
		    line_differs_in_value(reader->old.lines[i], reader->now.lines[i])) {
			_autofree_ char *both = mem_printf("%s  (before: %s)", reader->now.lines[i],
							   reader->old.lines[i] + strspn(reader->old.lines[i], " \t"));

			add(reader, "threshold", reader->now.at + (long long)i, both);
		}
}

static void look_at_link(struct reader *reader)
{
	const char *target = reader->is_link && reader->now.count ? reader->now.lines[0] : 0;

	/* One that is cut could go on to anywhere. */
	if (target && (strlen(target) >= LINE_BYTES || link_leads_out(reader->path, target)))
		add(reader, "link_out", reader->now.at, target);
}

static void side_clear(struct side *side)
{
	for (size_t i = 0; i < side->count; i++)
		free(side->lines[i]);
	side->count = 0;
	side->left = 0;
}

static void end_hunk(struct reader *reader)
{
	if (reader->old.count || reader->now.count) {
		look_for_signs(reader);
		look_at_tests(reader);
		look_at_thresholds(reader);
		look_at_link(reader);
	}
	side_clear(&reader->old);
	side_clear(&reader->now);
}

static unsigned places_of(const char *path, const char *usual)
{
	unsigned places = PLACE_any;

	if (protect_goes_with_tests(path))
		places |= PLACE_test;
	if (!protect_is_test(path) && protect_is_touch(usual, path, true))
		places |= PLACE_steering;
	if (text_ends(path, ".sh") || text_ends(path, ".bash"))
		places |= PLACE_script;
	return places & (PLACE_test | PLACE_steering) ? places : places | PLACE_code;
}

static void begin_file(struct reader *reader, const char *name, size_t len)
{
	/* What git quotes is read as it stands, without its quotes. */
	bool is_quoted = len && *name == '"';

	name += is_quoted ? 3 : 2;
	len = len > (is_quoted ? 4U : 2U) ? len - (is_quoted ? 4U : 2U) : 0;
	mem_replace(&reader->path, text_clean(name, len, PATH_BYTES));
	reader->places = places_of(reader->path, reader->usual);
}

/* "-12,3" or "+12": where it begins, and how many lines. */
static const char *read_range(const char *at, const char *end, struct side *side)
{
	long long numbers[2] = { 0, 1 };

	for (int i = 0; i < 2 && at < end; i++) {
		numbers[i] = 0;
		for (; at < end && *at >= '0' && *at <= '9' && numbers[i] < 1000000000; at++)
			numbers[i] = 10 * numbers[i] + (*at - '0');
		if (at >= end || *at != ',' || i)
			break;
		at++;
	}
	side->at = numbers[0];
	side->left = numbers[1];
	return at;
}

static void begin_hunk(struct reader *reader, const char *line, size_t len)
{
	const char *end = line + len, *at = memchr(line, '-', len);

	if (!at)
		return;
	at = read_range(at + 1, end, &reader->old);
	at = at < end ? memchr(at, '+', (size_t)(end - at)) : 0;
	if (at)
		read_range(at + 1, end, &reader->now);
}

static void take_line(struct side *side, const char *line, size_t len)
{
	side->left--;
	if (side->count < SIDE_LINES)
		side->lines[side->count++] = mem_dup_part(line, strnlen(line, len < LINE_BYTES ? len : LINE_BYTES));
}

static bool begins(const char *line, size_t len, const char *with)
{
	return len >= strlen(with) && !memcmp(line, with, strlen(with));
}

/* As git quotes it. */
static bool has_control(const char *name, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++)
		if (name[i] == '\\' && (strchr("abtnvfr0", name[++i]) || begins(name + i, len - i, "177")))
			return true;
	return false;
}

static void begin_diff(struct reader *reader, const char *line, size_t len)
{
	const char *name = memmem(line, len, " \"b/", 4);

	mem_replace(&reader->path, mem_dup(""));
	reader->is_deleted = reader->is_link = false;
	if (!name || !has_control(name, len - (size_t)(name - line)))
		return;
	begin_file(reader, name + 1, len - (size_t)(name + 1 - line));
	add(reader, "odd_name", 0, reader->path);
}

static bool says_link(const char *line, size_t len)
{
	return begins(line, len, "new file mode 120000") || begins(line, len, "new mode 120000") ||
	       (begins(line, len, "index ") && !memcmp(line + len - 6, "120000", 6));
}

static void read_binary(struct reader *reader, const char *line, size_t len)
{
	const char *second = memmem(line, len, " and b/", 7), *end = line + len - strlen(" differ");

	if (second && second + 5 < end)
		begin_file(reader, second + 5, (size_t)(end - second - 5));
	if (reader->places & (PLACE_test | PLACE_steering))
		add(reader, "unreadable", 0, reader->path);
}

static void read_head(struct reader *reader, const char *line, size_t len)
{
	if (begins(line, len, "diff --git ")) {
		begin_diff(reader, line, len);
	} else if (begins(line, len, "deleted file mode")) {
		reader->is_deleted = true;
	} else if (says_link(line, len)) {
		reader->is_link = true;
	} else if (begins(line, len, "--- ") && !begins(line, len, "--- /dev/null")) {
		begin_file(reader, line + 4, len - 4);
		if (reader->is_deleted && reader->places & PLACE_test)
			add(reader, "test_deleted", 0, reader->path);
	} else if (begins(line, len, "+++ ") && !begins(line, len, "+++ /dev/null")) {
		begin_file(reader, line + 4, len - 4);
	} else if (begins(line, len, "Binary files ")) {
		read_binary(reader, line, len);
	}
}

static void read_line(struct reader *reader, const char *line, size_t len)
{
	if (len && *line == '-' && reader->old.left > 0) {
		take_line(&reader->old, line + 1, len - 1);
	} else if (len && *line == '+' && reader->now.left > 0) {
		take_line(&reader->now, line + 1, len - 1);
	} else if (begins(line, len, "@@ ")) {
		end_hunk(reader);
		begin_hunk(reader, line, len);
	} else if (!begins(line, len, "\\ ")) {
		end_hunk(reader);
		read_head(reader, line, len);
	}
}

char *tamper_read(const char *diff, size_t len)
{
	_autofree_ char *usual = protect_usual();
	struct reader *reader = mem_new(1, sizeof *reader);
	char *found;

	reader->usual = usual;
	reader->path = mem_dup("");
	for (const char *at = diff, *end; at < diff + len; at = end + 1) {
		end = memchr(at, '\n', len - (size_t)(at - diff));
		if (!end)
			end = diff + len;
		read_line(reader, at, (size_t)(end - at));
	}
	end_hunk(reader);
	if (reader->count > FINDINGS_MOST) {
		_autofree_ char *rest = mem_printf("cut\t0\t\tand %lld more", reader->count - FINDINGS_MOST);

		lines_add(&reader->found, rest);
	}
	found = reader->found;
	free(reader->path);
	free(reader);
	return found;
}

const char *tamper_words(const char *rule)
{
	static const struct {
		const char *rule, *words;
	} known[] = {
#define X(name, words) { #name, words },
		TAMPER_RULES(X)
#undef X
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (text_same(known[i].rule, rule))
			return known[i].words;
	return "";
}
