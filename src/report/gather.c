/* gather.c - see gather.h. */
#include "report/gather.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { NAME_BYTES = 500, TEXT_BYTES = 2048, TEXTS_BYTES = 8 << 20 };

const char *const test_outcomes[] = {
#define X(name) #name,
	TEST_OUTCOMES(X)
#undef X
	0
};

/* How a line begins that tells of something that could not be loaded, or went down before it could judge. */
static const char *const no_verdict[] = {
	"ModuleNotFoundError:", "ImportError:", "SyntaxError:", "IndentationError:", "Error: Cannot find module",
	"Error [ERR_MODULE_NOT_FOUND]", "error: \"Cannot find module", "error: 'Cannot find module",
	"code: 'ERR_MODULE_NOT_FOUND'", "code: 'MODULE_NOT_FOUND'", "java.lang.NoClassDefFoundError",
	"java.lang.ClassNotFoundException", "failureType: 'uncaughtException'", "failureType: 'unhandledRejection'",
	"failureType: 'testTimeoutFailure'", "failureType: 'hookFailed'", "failureType: 'cancelledByParent'",
	"panic: runtime error:", "Can't locate ", "Failed to resolve import", "Failed to load url ",
	/* node: a file that ended by itself, outside of all tests. */
	"exitCode: ", "[Error: test failed] {",
};

bool span_line(struct span *rest, struct span *line)
{
	const char *end;

	if (!rest->len)
		return false;
	end = memchr(rest->text, '\n', rest->len);
	*line = (struct span){ rest->text, end ? (size_t)(end - rest->text) : rest->len };
	rest->text += line->len + (end != 0);
	rest->len -= line->len + (end != 0);
	if (line->len && line->text[line->len - 1] == '\r')
		line->len--;
	return true;
}

bool span_starts(struct span span, const char *prefix)
{
	size_t len = strlen(prefix);

	return span.len >= len && !memcmp(span.text, prefix, len);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct span span_trim(struct span span)
{
	for (; span.len && is_blank(*span.text); span.text++)
		span.len--;
	while (span.len && is_blank(span.text[span.len - 1]))
		span.len--;
	return span;
}

static bool line_has_no_verdict(struct span line)
{
	line = span_trim(line);
	/* pytest marks the lines of the exception. */
	if (span_starts(line, "E "))
		line = span_trim((struct span){ line.text + 1, line.len - 1 });
	/* Perl's go to a comment. */
	if (span_starts(line, "# "))
		line = span_trim((struct span){ line.text + 1, line.len - 1 });
	for (size_t i = 0; i < sizeof no_verdict / sizeof *no_verdict; i++)
		if (span_starts(line, no_verdict[i]))
			return true;
	return false;
}

static bool has_no_verdict(const char *text)
{
	struct span rest = { text, strlen(text) }, line;

	while (span_line(&rest, &line))
		if (line_has_no_verdict(line))
			return true;
	return false;
}

/* The class and the test, as the runner says them, but once where one holds the other. */
static char *name_of(const struct gather_test *test)
{
	const char *suite = test->suite ? test->suite : "", *name = test->name ? test->name : "";
	_autofree_ char *both = !*suite || text_starts(name, suite) ? mem_dup(name) : mem_printf("%s %s", suite, name);
	_autofree_ char *clean = text_clean(both, strlen(both), NAME_BYTES);

	return *clean ? steal(&clean) : mem_dup("(a test without a name)");
}

static char *kept_text(struct gather *gather, const char *text)
{
	char *kept;

	if (text_is_empty(text) || gather->text_bytes >= TEXTS_BYTES)
		return mem_dup("");
	kept = text_clean_block(text, strlen(text), TEXT_BYTES);
	gather->text_bytes += strlen(kept);
	return kept;
}

static void keep(struct gather *gather, const struct gather_test *test)
{
	struct gather_list *list = &gather->lists[test->outcome];
	const char *file = test->file ? test->file : "";

	if (list->count == REPORT_TESTS)
		return;
	if (list->count == list->room) {
		list->room = list->room ? 2 * list->room : 64;
		list->tests = mem_grow(list->tests, list->room, sizeof *list->tests);
	}
	list->tests[list->count++] = (struct report_test){
		.name = name_of(test),
		.text = test->outcome == TEST_passed ? mem_dup("") : kept_text(gather, test->text),
		.file = text_clean(file, strlen(file), NAME_BYTES),
		.outcome = test->outcome,
		.duration_ms = test->duration_ms,
	};
}

void gather_add(struct gather *gather, const struct gather_test *test)
{
	struct gather_test meant = *test;

	if (meant.outcome == TEST_failed && meant.text && has_no_verdict(meant.text))
		meant.outcome = TEST_error;
	gather->counts[meant.outcome]++;
	keep(gather, &meant);
}

void gather_problem(struct gather *gather, const char *fmt, ...)
{
	_autofree_ char *text = 0;
	va_list ap;

	if (gather->problem)
		return;
	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	gather->problem = text_clean(text, strlen(text), NAME_BYTES);
}

long long gather_ms(double seconds)
{
	return seconds >= 0 && seconds < 1e9 ? (long long)(1000 * seconds + 0.5) : -1;
}

static void test_release(struct report_test *test)
{
	free(test->name);
	free(test->text);
	free(test->file);
}

/* Move what fits to the end of the report, and drop the rest. */
static void hand_over(struct gather_list *list, struct report *out)
{
	for (size_t i = 0; i < list->count; i++)
		if (out->test_count < REPORT_TESTS)
			out->tests[out->test_count++] = list->tests[i];
		else
			test_release(&list->tests[i]);
	free(list->tests);
	*list = (struct gather_list){ 0 };
}

void gather_finish(struct gather *gather, struct report *out)
{
	static const enum test_outcome order[] = { TEST_failed, TEST_error, TEST_skipped, TEST_passed };
	size_t count = 0;

	*out = (struct report){ .problem = steal(&gather->problem) };
	for (size_t i = 0; i < TEST_OUTCOME_COUNT; i++) {
		out->counts[i] = gather->counts[i];
		count += gather->lists[i].count;
	}
	if (count)
		out->tests = mem_new(count < REPORT_TESTS ? count : REPORT_TESTS, sizeof *out->tests);
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		hand_over(&gather->lists[order[i]], out);
	*gather = (struct gather){ 0 };
}

void report_release(struct report *report)
{
	for (size_t i = 0; i < report->test_count; i++)
		test_release(&report->tests[i]);
	free(report->tests);
	free(report->problem);
	*report = (struct report){ 0 };
}
