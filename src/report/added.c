/* added.c - see added.h. */
#include "report/added.h"

#include "report/coverage.h"
#include "report/gather.h"

#include "base/hunk.h"
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

static void begin_hunk(struct reader *reader, struct span line)
{
	struct hunk hunk = hunk_read(line.text, line.len);

	reader->old_left = hunk.old.count;
	reader->line = hunk.now.at;
	reader->now_left = hunk.now.count;
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
