/* none.c - see none.h. */
#include "report/none.h"

#include "report/gather.h"
#include "report/tap_line.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

enum { LINE_BYTES = 200 };

/* A line that holds these words says that nothing ran, or, after a number above 0, that something did. */
static const char *const nothing[] = {
	"No tests were found!!!",		 /* ctest */
	"No test configuration file found!",	 /* ctest, where there is no build */
	"No tests defined.",			 /* meson */
	"no tests ran in ",			 /* pytest */
	"no tests to run",			 /* go, and surefire's "No tests to run." below */
	"[no test files]",			 /* go */
	"No tests to run.",			 /* surefire */
	"No tests found, exiting with code 0",	 /* jest */
	"No test files found, exiting with code 0", /* vitest */
	"Result: NOTESTS",			 /* prove */
	"No tests executed!",			 /* PHPUnit */
	":test NO-SOURCE",			 /* Gradle */
};
/* Where it is a number that tells: what stands before it at the beginning of a line, and what after it. */
static const struct {
	const char *before, *after;
} counts[] = {
	{ "# tests ", "" },		   /* node, as TAP */
	{ "\xe2\x84\xb9 tests ", "" },	   /* node, for people */
	{ "Ran ", " test" },		   /* unittest */
	{ "running ", " test" },	   /* cargo, as the next one */
	{ "test result: ok. ", " passed" },
	{ "", " passing" },		   /* mocha */
	{ "", " example" },		   /* rspec */
	{ "Tests run: ", "," },		   /* surefire */
	{ "[INFO] Tests run: ", "," },	   /* surefire */
	{ "Files=0, Tests=", "," },	   /* prove */
	{ "collected ", " item" },	   /* pytest */
};
/* And words of those that say nothing else when they ran some. */
static const char *const something[] = { " tests passed, ", " passed in ", "Tests:  ", "Test Files  " };

static bool has(struct span line, const char *words)
{
	return memmem(line.text, line.len, words, strlen(words)) != 0;
}

/* The number that this line tells, -1 where it tells none. */
static long long count_of(struct span line, const char *before, const char *after)
{
	size_t from = strlen(before), i = from;
	long long number = 0;

	if (!span_starts(line, before))
		return -1;
	for (; i < line.len && i - from < 9 && isdigit((unsigned char)line.text[i]); i++)
		number = 10 * number + (line.text[i] - '0');
	if (i == from || !span_starts((struct span){ line.text + i, line.len - i }, after))
		return -1;
	return number;
}

static void note_none(struct none *none, struct span line)
{
	if (!none->first)
		none->first = text_clean(line.text, line.len, LINE_BYTES);
}

static void take_counts(struct none *none, struct span line)
{
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		long long number = count_of(line, counts[i].before, counts[i].after);

		if (!number)
			note_none(none, line);
		none->is_some |= number > 0;
	}
}

/* "ok  \tpackage\t0.01s" ran tests, unless it says that there were none. */
static bool is_go(struct span line)
{
	return (span_starts(line, "ok  \t") && !has(line, "[no test")) || span_starts(line, "--- ");
}

static void take_tap(struct none *none, struct span line)
{
	struct tap_line read = tap_line_of(line);

	if (read.kind == TAP_plan && !read.number && !read.indent)
		note_none(none, line);
	/* "ok" alone says any program. */
	none->is_some |= read.kind == TAP_test && read.number;
	tap_line_release(&read);
}

static void take(struct none *none, struct span line)
{
	bool is_none = false;

	take_tap(none, line);
	line = span_trim(line);
	take_counts(none, line);
	for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
		is_none |= has(line, nothing[i]);
	if (is_none)
		note_none(none, line);
	for (size_t i = 0; !is_none && i < sizeof something / sizeof *something; i++)
		none->is_some |= has(line, something[i]);
	none->is_some |= is_go(line);
}

/* Colours are no words. */
static void end_line(struct none *none)
{
	_autofree_ char *clean = text_clean_block(none->line, none->len, NONE_LINE_BYTES);

	take(none, (struct span){ clean, strlen(clean) });
	none->len = 0;
}

static void add(struct none *none, const char *part, size_t len)
{
	size_t room = NONE_LINE_BYTES - none->len, n = len < room ? len : room;

	memcpy(none->line + none->len, part, n);
	none->len += n;
}

void none_feed(struct none *none, const char *output, size_t len)
{
	const char *at = output, *end;

	for (; (end = memchr(at, '\n', (size_t)(output + len - at))); at = end + 1) {
		add(none, at, (size_t)(end - at));
		end_line(none);
	}
	add(none, at, (size_t)(output + len - at));
}

char *none_end(struct none *none)
{
	char *first;

	if (none->len)
		end_line(none);
	first = steal(&none->first);
	if (none->is_some) {
		free(first);
		first = 0;
	}
	*none = (struct none){ 0 };
	return first;
}
