/* tap_line.c - see tap_line.h. */
#include "report/tap_line.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

enum { NAME_BYTES = 500 };

static struct span after(struct span span, size_t len)
{
	return (struct span){ span.text + len, span.len - len };
}

static size_t digits(struct span span, long long *number)
{
	size_t i = 0;

	for (*number = 0; i < span.len && i < 9 && span.text[i] >= '0' && span.text[i] <= '9'; i++)
		*number = 10 * *number + (span.text[i] - '0');
	return i;
}

static bool read_plan(struct span body, struct tap_line *line)
{
	size_t len;

	if (!span_starts(body, "1.."))
		return false;
	body = after(body, 3);
	len = digits(body, &line->number);
	body = span_trim(after(body, len));
	if (!len || (body.len && *body.text != '#'))
		return false;
	line->kind = TAP_plan;
	return true;
}

static bool is_word(struct span span, const char *word)
{
	return span.len >= 4 && !strncasecmp(span.text, word, 4);
}

/* Where the directive of a test begins, or the end: a '#' that is not escaped, before TODO or SKIP. */
static size_t directive(struct span span, bool *is_todo, bool *is_skip)
{
	for (size_t i = 0; i < span.len; i++) {
		struct span word;

		if (span.text[i] == '\\') {
			i++;
			continue;
		}
		if (span.text[i] != '#')
			continue;
		word = span_trim(after(span, i + 1));
		*is_todo = is_word(word, "todo");
		*is_skip = is_word(word, "skip");
		if (*is_todo || *is_skip)
			return i;
	}
	return span.len;
}

static char *name_of(struct span span, long long number)
{
	_autofree_ char *plain = mem_new(1, span.len + 1), *clean = 0;
	size_t len = 0;

	for (size_t i = 0; i < span.len; i++) {
		if (span.text[i] == '\\' && i + 1 < span.len && strchr("#\\", span.text[i + 1]) && span.text[i + 1])
			i++;
		plain[len++] = span.text[i];
	}
	clean = text_clean(plain, len, NAME_BYTES);
	return *clean ? steal(&clean) : mem_printf("test %lld", number);
}

static bool read_test(struct span body, struct tap_line *line)
{
	bool is_ok = span_starts(body, "ok"), is_todo = false, is_skip = false;
	struct span rest;

	if (!is_ok && !span_starts(body, "not ok"))
		return false;
	rest = after(body, is_ok ? 2 : 6);
	if (rest.len && *rest.text != ' ')
		return false;
	rest = span_trim(rest);
	rest = span_trim(after(rest, digits(rest, &line->number)));
	if (rest.len && *rest.text == '-')
		rest = span_trim(after(rest, 1));
	rest.len = directive(rest, &is_todo, &is_skip);
	line->kind = TAP_test;
	line->name = name_of(span_trim(rest), line->number);
	/* As harnesses have it: what is to be done may fail, what is skipped may not. */
	line->outcome = is_todo || (is_ok && is_skip) ? TEST_skipped : is_ok ? TEST_passed : TEST_failed;
	return true;
}

struct tap_line tap_line_of(struct span line)
{
	struct tap_line read = { .kind = TAP_other };

	while (read.indent < line.len && line.text[read.indent] == ' ')
		read.indent++;
	read.body = span_trim(after(line, read.indent));
	if (read_plan(read.body, &read) || read_test(read.body, &read))
		return read;
	if (span_starts(read.body, "Bail out!")) {
		struct span why = span_trim(after(read.body, 9));

		read.kind = TAP_bail;
		read.name = text_clean(why.text, why.len, NAME_BYTES);
	} else if (span_starts(read.body, "#") && !span_starts(read.body, "# Subtest")) {
		read.kind = TAP_comment;
	} else if (read.body.len == 3 && span_starts(read.body, "---")) {
		read.kind = TAP_block;
	}
	return read;
}

void tap_line_release(struct tap_line *line)
{
	free(line->name);
	line->name = 0;
}

bool tap_line_tells(struct span line)
{
	struct tap_line read = { .kind = TAP_other };

	return span_starts(line, "TAP version 1") || read_plan(line, &read);
}
