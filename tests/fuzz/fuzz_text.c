/*
 * What comes out of the cleaners can act on nothing, and patterns agree with each other. The
 * input is a few lines: any text, two patterns, a path.
 */
#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_clean(const char *clean, size_t most, bool is_block)
{
	size_t len = strlen(clean);

	must(len <= most + strlen("..."));
	must(text_is_utf8(clean, len));
	for (; *clean; clean++)
		must(((unsigned char)*clean >= 0x20 && *clean != 0x7f) ||
		     (is_block && (*clean == '\n' || *clean == '\t')));
}

static void check_cleaners(const char *text, size_t len)
{
	size_t most = len / 2 + 8;
	_autofree_ char *line = text_clean(text, len, most);
	_autofree_ char *block = text_clean_block(text, len, most);
	_autofree_ char *tail = text_tail(text, len, most);
	_autofree_ char *again = text_clean(line, strlen(line), most + 3);

	check_clean(line, most, false);
	check_clean(block, most, true);
	check_clean(tail, most, true);
	must(!strcmp(line, again));
}

static void check_words(const char *text)
{
	static const char *const names[] = {"gates", "limits", "agents", 0};
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	_autofree_ char *slug = text_slug(text), *list = 0;
	struct lines walk;
	long long number;

	must(text_is_name(slug) && strlen(slug) <= 40);
	must(text_to_ms(text, &number, &err) || number >= 0);
	must(text_to_count(text, &number, &err) || number >= 0);
	must(!text_to_number(text, &number) || number >= 0);
	text_nearest(text, names);
	LINES_EACH (walk, text)
		lines_add(&list, walk.line);
	must(lines_count(list) <= lines_count(text));
}

static bool is_pattern(const char *text)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;

	return !glob_check(text, &err);
}

/* Two patterns that match one path meet; a scope would be thought free otherwise. */
static void check_patterns(const char *a, const char *b, const char *path)
{
	bool a_matches, b_matches;

	if (!is_pattern(a) || !is_pattern(b))
		return;
	must(glob_overlap(a, b) == glob_overlap(b, a));
	must(glob_overlap(a, a));
	/* Paths are git's: no empty segment, none at either end. */
	if (!is_pattern(path) || text_ends(path, "/"))
		return;
	a_matches = glob_match(a, path);
	b_matches = glob_match(b, path);
	must(!a_matches || !b_matches || glob_overlap(a, b));
	if (!strpbrk(a, "*?") && !text_ends(a, "/"))
		must(a_matches == !strcmp(a, path));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_autofree_ char *text = 0;
	char *lines[3]; /* owned */
	const char *rest;

	check_cleaners((const char *)data, len);
	text = mem_dup_part((const char *)data, len);
	check_words(text);
	rest = text;
	for (size_t i = 0; i < 3; i++) {
		size_t line = strcspn(rest, "\n");

		lines[i] = mem_dup_part(rest, line);
		rest += line + (rest[line] == '\n');
	}
	check_patterns(lines[0], lines[1], lines[2]);
	for (size_t i = 0; i < 3; i++)
		free(lines[i]);
	return 0;
}
