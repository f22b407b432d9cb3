/* tamper.c - see tamper.h. The signs of each rule are in tamper_signs.c. */
#include "gate/tamper.h"

#include "gate/tamper_signs.h"

#include "base/hunk.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/protect.h"

#include <stdbool.h>
#include <string.h>

enum { FINDINGS_MOST = 40, PATH_BYTES = 300, SNIPPET_BYTES = 120 };

struct line {
	char *text, *plain; /* owned: as it stands, and as signs are sought in it */
};

/* One side of a hunk, in whole: what is left out is where a cheat would stand. */
struct side {
	struct line *lines; /* owned */
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
	_autofree_ char *snippet = 0, *path = 0, *entry = 0;

	while (*text == ' ' || *text == '\t')
		text++;
	snippet = text_clean(text, strlen(text), SNIPPET_BYTES);
	path = text_clean(reader->path, strlen(reader->path), PATH_BYTES);
	entry = mem_printf("%s\t%lld\t%s\t%s", rule, line, path, snippet);
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
		count += sign_is_in(sign, side->lines[i].plain);
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
			if (!sign_is_in(sign, reader->now.lines[i].plain))
				continue;
			if (before)
				before--;
			else
				add(reader, sign->rule, reader->now.at + (long long)i, reader->now.lines[i].text);
		}
	}
}

/* The lines of a side that are of some kind, in order. */
struct picked {
	const char **lines; /* owned; each is borrowed */
	size_t count;
};

static struct picked pick(const struct side *side, bool (*is_one)(const char *line))
{
	struct picked picked = { mem_new(side->count + 1, sizeof *picked.lines), 0 };

	for (size_t i = 0; i < side->count; i++)
		if (is_one(side->lines[i].text))
			picked.lines[picked.count++] = side->lines[i].text;
	return picked;
}

static void picked_release(struct picked *picked)
{
	free(picked->lines);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
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

/* Sorted; the names are the caller's. */
static char **names_of(const struct picked *picked)
{
	char **names = mem_new(picked->count + 1, sizeof *names);

	for (size_t i = 0; i < picked->count; i++)
		names[i] = line_test_name(picked->lines[i]);
	if (picked->count)
		qsort(names, picked->count, sizeof *names, by_name);
	return names;
}

/* By their names: ten new ones do not make up for ten that are gone. */
static void compare_tests(struct reader *reader, const struct picked *old, const struct picked *now)
{
	char **before = names_of(old), **after = names_of(now);
	size_t k = 0;

	for (size_t i = 0; i < old->count; i++) {
		while (k < now->count && strcmp(after[k], before[i]) < 0)
			k++;
		if (k < now->count && !strcmp(after[k], before[i]))
			k++;
		else
			add(reader, "test_removed", reader->now.at, before[i]);
	}
	for (size_t i = 0; i < old->count; i++)
		free(before[i]);
	for (size_t i = 0; i < now->count; i++)
		free(after[i]);
	free(before);
	free(after);
}

static void look_at_tests(struct reader *reader)
{
	static const struct {
		bool (*is_one)(const char *line);
		void (*compare)(struct reader *reader, const struct picked *old, const struct picked *now);
	} looks[] = { { line_is_assertion, compare_assertions }, { line_begins_test, compare_tests } };

	if (!(reader->places & PLACE_test) || reader->is_deleted)
		return;
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
		_cleanup_(picked_release) struct picked old = pick(&reader->old, looks[i].is_one);
		_cleanup_(picked_release) struct picked now = pick(&reader->now, looks[i].is_one);

		looks[i].compare(reader, &old, &now);
	}
}

static void look_at_thresholds(struct reader *reader)
{
	if (!(reader->places & (PLACE_test | PLACE_steering)))
		return;
	for (size_t i = 0; i < reader->old.count && i < reader->now.count; i++) {
		const char *old = reader->old.lines[i].text, *now = reader->now.lines[i].text;
		_autofree_ char *both = 0;

		if (!line_has_threshold(now) || line_is_assertion(now) || !line_differs_in_value(old, now))
			continue;
		both = mem_printf("%s  (before: %s)", now, old + strspn(old, " \t"));
		add(reader, "threshold", reader->now.at + (long long)i, both);
	}
}

static void look_at_link(struct reader *reader)
{
	const char *target = reader->is_link && reader->now.count ? reader->now.lines[0].text : 0;

	/* One with a line break in it could go on to anywhere. */
	if (target && (reader->now.count > 1 || link_leads_out(reader->path, target)))
		add(reader, "link_out", reader->now.at, target);
}

static void side_clear(struct side *side)
{
	for (size_t i = 0; i < side->count; i++) {
		free(side->lines[i].text);
		free(side->lines[i].plain);
	}
	free(side->lines);
	*side = (struct side){ 0 };
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

/* "a/NAME": what git quotes is read as it stands, without its quotes; behind a name with blanks it puts a tab. */
static void begin_file(struct reader *reader, const char *name, size_t len)
{
	size_t around = len && *name == '"' ? 2 : 0;

	if (len && name[len - 1] == '\t')
		len--;
	if (len < 3 + around)
		return;
	mem_replace(&reader->path, mem_dup_part(name + 2 + around / 2, strnlen(name + 2 + around / 2, len - 2 - around)));
	reader->places = places_of(reader->path, reader->usual);
}

static void begin_hunk(struct reader *reader, const char *line, size_t len)
{
	struct hunk hunk = hunk_read(line, len);

	reader->old.at = hunk.old.at;
	reader->old.left = hunk.old.count;
	reader->now.at = hunk.now.at;
	reader->now.left = hunk.now.count;
}

/* Shells read over a NUL: what stands behind it is no less there. */
static void take_line(struct side *side, const char *line, size_t len)
{
	char *text = mem_new(len + 1, 1), *to = text;

	for (size_t i = 0; i < len; i++)
		if (line[i])
			*to++ = line[i];
	side->left--;
	side->lines = mem_grow(side->lines, side->count + 1, sizeof *side->lines);
	side->lines[side->count++] = (struct line){ text, line_plain(text) };
}

static bool begins(const char *line, size_t len, const char *with)
{
	return len >= strlen(with) && !memcmp(line, with, strlen(with));
}

/* As git quotes it: controls, those above 127 too, and what is not seen or turns a line around. */
static bool has_control(const char *name, size_t len)
{
	static const char *const codes[] = { "a", "b", "t", "n", "v", "f", "r", "0", "177", "302\\20", "302\\21", "302\\22", "302\\23",
					     "342\\200\\213", "342\\200\\214", "342\\200\\215", "342\\200\\216", "342\\200\\217",
					     "342\\200\\252", "342\\200\\253", "342\\200\\254", "342\\200\\255", "342\\200\\256",
					     "342\\201\\246", "342\\201\\247", "342\\201\\250", "342\\201\\251", 0 };

	for (size_t i = 0; i + 1 < len; i++) {
		if (name[i] != '\\')
			continue;
		i++;
		for (const char *const *code = codes; *code; code++)
			if (begins(name + i, len - i, *code))
				return true;
	}
	return false;
}

/* "a/NAME b/NAME": where nothing is renamed both halves are as long. */
static void begin_pair(struct reader *reader, const char *pair, size_t len)
{
	mem_replace(&reader->path, mem_dup(""));
	reader->places = PLACE_any | PLACE_code;
	reader->is_deleted = reader->is_link = false;
	if (len % 2 && pair[len / 2] == ' ')
		begin_file(reader, pair + len / 2 + 1, len / 2);
	if (has_control(reader->path, strlen(reader->path)))
		add(reader, "odd_name", 0, reader->path);
}

static bool says_mode(const char *line, size_t len, const char *mode)
{
	size_t tail = strlen(mode);

	return len >= tail && !memcmp(line + len - tail, mode, tail) &&
	       (begins(line, len, "new file mode ") || begins(line, len, "new mode ") || begins(line, len, "index "));
}

static void read_head(struct reader *reader, const char *line, size_t len)
{
	if (begins(line, len, "diff --git ")) {
		begin_pair(reader, line + 11, len - 11);
	} else if (begins(line, len, "deleted file mode")) {
		reader->is_deleted = true;
		if (reader->places & PLACE_test)
			add(reader, "test_deleted", 0, reader->path);
	} else if (says_mode(line, len, " 120000")) {
		reader->is_link = true;
	} else if (says_mode(line, len, " 160000")) {
		add(reader, "submodule", 0, reader->path);
	} else if (begins(line, len, "--- ") && !begins(line, len, "--- /dev/null")) {
		begin_file(reader, line + 4, len - 4);
	} else if (begins(line, len, "+++ ") && !begins(line, len, "+++ /dev/null")) {
		begin_file(reader, line + 4, len - 4);
	} else if (begins(line, len, "Binary files ") && memmem(line, len, " differ", 7) && !reader->is_deleted) {
		if (reader->places & (PLACE_test | PLACE_steering) || path_is_code(reader->path))
			add(reader, "unreadable", 0, reader->path);
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
	reader->places = PLACE_any | PLACE_code;
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
