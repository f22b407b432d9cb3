/* added.c - see added.h. */
#include "report/added.h"

#include "report/coverage.h"
#include "report/gather.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

struct reader {
	char *path; /* owned; "" outside of a file that is there afterwards */
	long long line, old_left, now_left; /* within a hunk */
	void (*each)(void *owner, const char *path, long long line);
	void *owner;
};

/* Behind a name with blanks git writes a tab. */
static void begin_file(struct reader *reader, struct span name)
{
	if (name.len && name.text[name.len - 1] == '\t')
		name.len--;
	mem_replace(&reader->path, span_starts(name, "b/") ? text_clean(name.text + 2, name.len - 2, COVERAGE_PATH_BYTES)
							   : mem_dup(""));
}

static long long number(struct span *rest)
{
	long long value = 0;

	while (rest->len && *rest->text >= '0' && *rest->text <= '9') {
		if (value < 1000000000)
			value = 10 * value + (*rest->text - '0');
		*rest = (struct span){ rest->text + 1, rest->len - 1 };
	}
	return value;
}

/* "-12,3" or "+12": where it begins, and how many lines. */
static void range(struct span *rest, char sign, long long *from, long long *count)
{
	const char *at = memchr(rest->text, sign, rest->len);

	*from = *count = 0;
	if (!at)
		return;
	*rest = (struct span){ at + 1, rest->len - (size_t)(at + 1 - rest->text) };
	*from = number(rest);
	*count = 1;
	if (rest->len && *rest->text == ',') {
		*rest = (struct span){ rest->text + 1, rest->len - 1 };
		*count = number(rest);
	}
}

static void begin_hunk(struct reader *reader, struct span line)
{
	long long unused;

	range(&line, '-', &unused, &reader->old_left);
	range(&line, '+', &reader->line, &reader->now_left);
}

static void take(struct reader *reader, struct span line)
{
	if (reader->old_left > 0 && span_starts(line, "-")) {
		reader->old_left--;
	} else if (reader->now_left > 0 && span_starts(line, "+")) {
		if (*reader->path)
			reader->each(reader->owner, reader->path, reader->line);
		reader->line++;
		reader->now_left--;
	} else if (span_starts(line, "@@ ")) {
		begin_hunk(reader, line);
	} else if (span_starts(line, "diff --git ")) {
		mem_replace(&reader->path, mem_dup(""));
	} else if (span_starts(line, "+++ ")) {
		begin_file(reader, (struct span){ line.text + 4, line.len - 4 });
	}
}

void added_each(const char *diff, size_t len, void (*each)(void *owner, const char *path, long long line), void *owner)
{
	struct reader reader = { .path = mem_dup(""), .each = each, .owner = owner };
	struct span rest = { diff, len }, line;

	while (span_line(&rest, &line))
		take(&reader, line);
	free(reader.path);
}
