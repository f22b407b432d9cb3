/* coverage.c - see coverage.h. */
#include "report/coverage.h"

#include "report/gather.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { FILES_MOST = 100000, LINES_MOST = 8000000, LINE_MOST = 100000000 };

struct reading {
	struct coverage *coverage;
	struct coverage_file *file; /* NULL outside of a record */
	const char *top;
	size_t lines;
};

static void problem(struct reading *reading, const char *text)
{
	if (!reading->coverage->problem)
		reading->coverage->problem = mem_dup(text);
}

static char *path_of(const struct reading *reading, struct span said)
{
	_autofree_ char *clean = text_clean(said.text, said.len, COVERAGE_PATH_BYTES);
	const char *path = clean;
	size_t len = reading->top ? strlen(reading->top) : 0;

	if (len && text_starts(path, reading->top) && path[len] == '/')
		path += len + 1;
	while (text_starts(path, "./"))
		path += 2;
	return mem_dup(path);
}

static void begin_file(struct reading *reading, struct span said)
{
	struct coverage *coverage = reading->coverage;

	reading->file = 0;
	if (coverage->count == FILES_MOST) {
		problem(reading, "it tells of too many files");
		return;
	}
	if (coverage->count == coverage->room) {
		coverage->room = coverage->room ? 2 * coverage->room : 64;
		coverage->files = mem_grow(coverage->files, coverage->room, sizeof *coverage->files);
	}
	reading->file = &coverage->files[coverage->count++];
	*reading->file = (struct coverage_file){ .path = path_of(reading, said) };
}

/* A number at the beginning of *rest, which is moved behind it. */
static bool number(struct span *rest, long long *value)
{
	size_t i = 0;

	for (*value = 0; i < rest->len && rest->text[i] >= '0' && rest->text[i] <= '9'; i++)
		if (*value < LINE_MOST * 10LL)
			*value = 10 * *value + (rest->text[i] - '0');
	*rest = (struct span){ rest->text + i, rest->len - i };
	return i != 0;
}

/* "LINE,COUNT[,CHECKSUM]"; a count may be below 0, and is none then, as lcov has it. */
static bool parse_line(struct span said, long long *line, bool *is_executed)
{
	long long count;

	if (!number(&said, line) || !said.len || *said.text != ',' || *line < 1 || *line > LINE_MOST)
		return false;
	said = (struct span){ said.text + 1, said.len - 1 };
	*is_executed = false;
	if (said.len && *said.text == '-')
		return true;
	if (!number(&said, &count))
		return false;
	*is_executed = count != 0;
	return true;
}

static void add_line(struct reading *reading, struct span said)
{
	struct coverage_file *file = reading->file;
	bool is_executed;
	long long line;

	if (!parse_line(said, &line, &is_executed)) {
		problem(reading, "a line of it makes no sense");
		return;
	}
	if (!file || reading->lines == LINES_MOST) {
		problem(reading, file ? "it tells of too many lines" : "a line of it belongs to no file");
		return;
	}
	if (file->count == file->room) {
		file->room = file->room ? 2 * file->room : 64;
		file->lines = mem_grow(file->lines, file->room, sizeof *file->lines);
	}
	file->lines[file->count++] = 2 * (unsigned int)line + is_executed;
	reading->lines++;
}

static int by_line(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

static int by_path(const void *a, const void *b)
{
	const struct coverage_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

/* Each line once: executed where one of its records says so, which comes last. */
static void settle_lines(struct coverage_file *file)
{
	size_t kept = 0;

	if (file->count)
		qsort(file->lines, file->count, sizeof *file->lines, by_line);
	for (size_t i = 0; i < file->count; i++) {
		if (kept && file->lines[kept - 1] / 2 == file->lines[i] / 2)
			kept--;
		file->lines[kept++] = file->lines[i];
	}
	file->count = kept;
}

static void add_up(struct coverage_file *to, struct coverage_file *from)
{
	to->lines = mem_grow(to->lines, to->count + from->count + 1, sizeof *to->lines);
	if (from->count)
		memcpy(to->lines + to->count, from->lines, from->count * sizeof *to->lines);
	to->count += from->count;
	free(from->lines);
	free(from->path);
}

static void settle(struct coverage *coverage)
{
	size_t kept = 0;

	if (coverage->count)
		qsort(coverage->files, coverage->count, sizeof *coverage->files, by_path);
	for (size_t i = 0; i < coverage->count; i++)
		if (kept && text_same(coverage->files[kept - 1].path, coverage->files[i].path))
			add_up(&coverage->files[kept - 1], &coverage->files[i]);
		else
			coverage->files[kept++] = coverage->files[i];
	coverage->count = kept;
	for (size_t i = 0; i < kept; i++)
		settle_lines(&coverage->files[i]);
}

static struct span after(struct span span, size_t len)
{
	return (struct span){ span.text + len, span.len - len };
}

static void take(struct reading *reading, struct span line)
{
	if (span_starts(line, "SF:"))
		begin_file(reading, after(line, 3));
	else if (span_starts(line, "DA:"))
		add_line(reading, after(line, 3));
	else if (span_starts(line, "end_of_record"))
		reading->file = 0;
}

int coverage_read(const char *bytes, size_t len, const char *top, struct coverage *out, struct err *err)
{
	struct span rest = { bytes, len }, line;
	struct coverage coverage = { 0 };
	struct reading reading = { &coverage, 0, top, 0 };

	if (len > REPORT_BYTES)
		return err_set(err, ERR_USAGE, "the tracefile is larger than %d MiB", REPORT_BYTES >> 20);
	while (span_line(&rest, &line))
		take(&reading, line);
	if (!coverage.count) {
		coverage_release(&coverage);
		return err_set(err, ERR_USAGE, "the file is no tracefile of LCOV: it names no source file");
	}
	if (reading.file)
		problem(&reading, "it breaks off: the record of its last file does not end");
	settle(&coverage);
	*out = coverage;
	return 0;
}

const struct coverage_file *coverage_of(const struct coverage *coverage, const char *path)
{
	size_t low = 0, high = coverage->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(coverage->files[middle].path, path);

		if (!order)
			return &coverage->files[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

enum coverage_state coverage_line(const struct coverage_file *file, long long line)
{
	size_t low = 0, high = file ? file->count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		long long found = file->lines[middle] / 2;

		if (found == line)
			return file->lines[middle] % 2 ? COVERAGE_executed : COVERAGE_missed;
		if (found < line)
			low = middle + 1;
		else
			high = middle;
	}
	return COVERAGE_unknown;
}

void coverage_release(struct coverage *coverage)
{
	for (size_t i = 0; i < coverage->count; i++) {
		free(coverage->files[i].path);
		free(coverage->files[i].lines);
	}
	free(coverage->files);
	free(coverage->problem);
	*coverage = (struct coverage){ 0 };
}
