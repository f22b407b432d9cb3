/* Whatever a report or a tracefile holds, what is read of it is within its bounds, clean, and adds up. */
#include "base/mem.h"
#include "base/text.h"
#include "report/added.h"
#include "report/coverage.h"
#include "report/none.h"
#include "report/report.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void must_be_clean(const char *text, size_t most, bool is_block)
{
	/* And three dots where it was cut. */
	must(strlen(text) <= most + 3 && text_is_utf8(text, strlen(text)));
	for (; *text; text++)
		must(((unsigned char)*text >= 0x20 && *text != 0x7f) || (is_block && (*text == '\n' || *text == '\t')));
}

static void check_report(const char *data, size_t len)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(report_release) struct report report = { 0 };
	long long counts[TEST_OUTCOME_COUNT] = { 0 };

	if (report_read(data, len, &report, &err)) {
		must(err.code == ERR_USAGE && !report.tests);
		return;
	}
	must(report.test_count <= REPORT_TESTS);
	for (size_t i = 0; i < report.test_count; i++) {
		must(*report.tests[i].name && report.tests[i].duration_ms >= -1);
		must_be_clean(report.tests[i].name, 500, false);
		must_be_clean(report.tests[i].file, 500, false);
		must_be_clean(report.tests[i].text, 2048, true);
		counts[report.tests[i].outcome]++;
	}
	for (size_t i = 0; i < TEST_OUTCOME_COUNT; i++)
		must(counts[i] <= report.counts[i] && (counts[i] == report.counts[i] || report.test_count == REPORT_TESTS));
	if (report.problem)
		must_be_clean(report.problem, 500, false);
}

static void check_coverage(const char *data, size_t len)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(coverage_release) struct coverage coverage = { 0 };

	if (coverage_read(data, len, "/src", &coverage, &err)) {
		must(err.code == ERR_USAGE && !coverage.files);
		return;
	}
	must(coverage.count > 0);
	for (size_t i = 0; i < coverage.count; i++) {
		const struct coverage_file *file = &coverage.files[i];

		must_be_clean(file->path, 4096, false);
		must(coverage_of(&coverage, file->path) == file);
		for (size_t k = 0; k < file->count; k++)
			must(coverage_line(file, file->lines[k] / 2) != COVERAGE_unknown);
	}
}

static void check_line(void *owner, const char *path, long long line)
{
	size_t *left = owner;

	must((*left)-- > 0 && *path && line >= 0);
	must_be_clean(path, COVERAGE_PATH_BYTES, false);
}

/* It says the same, however it comes in pieces. */
static void check_none(const char *data, size_t len)
{
	struct none whole = { 0 }, parts = { 0 };
	_autofree_ char *said = 0, *again = 0;

	none_feed(&whole, data, len);
	said = none_end(&whole);
	none_feed(&parts, data, len / 2);
	none_feed(&parts, data + len / 2, len - len / 2);
	again = none_end(&parts);
	must(text_same(said, again));
	if (said)
		must_be_clean(said, 200, false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	check_none((const char *)data, len);
	check_report((const char *)data, len);
	check_coverage((const char *)data, len);
	/* No more lines than there are bytes. */
	added_each((const char *)data, len, check_line, &(size_t){ len });
	return 0;
}
