/* results.c - see results.h. */
#include "runner/results.h"

#include "base/mem.h"
#include "base/text.h"
#include "gate/cause.h"
#include "report/report.h"
#include "runner/reach.h"

#include <string.h>

enum { NAMES_MOST = 100, NAMES_BYTES = 6000, TOLD_MOST = 10, TOLD_LINES = 8, TOLD_BYTES = 6000 };

struct reading {
	const struct job *job;
	struct results *results;
	struct buf said;
	size_t names, name_bytes, left; /* bytes that may still be read */
};

static bool is_printed(const struct job *job)
{
	return text_same(job->report, "stdout");
}

struct hearing hearing_begin(const struct job *job)
{
	return (struct hearing){ .is_report = is_printed(job), .report = BUF_INIT(REPORT_BYTES) };
}

void hearing_add(void *hearing, const char *bytes, size_t len)
{
	struct hearing *heard = hearing;

	if (heard->is_report)
		buf_add(&heard->report, bytes, len);
	else
		none_feed(&heard->none, bytes, len);
}

void hearing_release(struct hearing *hearing)
{
	buf_release(&hearing->report);
	free(none_end(&hearing->none));
}

static char *stamps(const struct job *job, const char *pattern)
{
	enum below_cut cut;

	return pattern ? reach_stamps(job->workspace.path, pattern, &cut) : mem_dup("");
}

char *results_before(const struct job *job)
{
	_autofree_ char *reports = stamps(job, is_printed(job) ? 0 : job->report), *traces = stamps(job, job->coverage);

	return mem_printf("%s\n%s", reports, traces);
}

/* The first one holds. `cause` is a word of gate/cause.h. */
static void __attribute__((format(printf, 3, 4))) lack(struct results *results, const char *cause, const char *fmt, ...)
{
	va_list ap;

	if (results->lack)
		return;
	va_start(ap, fmt);
	results->lack = mem_vprintf(fmt, ap);
	va_end(ap);
	results->lack_cause = cause;
}

/* Its name, and below it the first lines of what it said. */
static void tell(struct reading *reading, const struct report_test *test)
{
	struct lines walk;
	int lines = 0;

	buf_printf(&reading->said, "  %s\n", test->name);
	LINES_EACH(walk, test->text) {
		if (lines++ == TOLD_LINES) {
			buf_add_text(&reading->said, "      ...\n");
			lines_stop(&walk);
			break;
		}
		buf_printf(&reading->said, "      %s\n", walk.line);
	}
}

static void name_failing(struct reading *reading, const struct report_test *test)
{
	size_t len = strlen(test->name) + 1;

	if (reading->names == NAMES_MOST || reading->name_bytes + len > NAMES_BYTES)
		return;
	reading->name_bytes += len;
	lines_add(&reading->results->failing, test->name);
	if (reading->names++ < TOLD_MOST)
		tell(reading, test);
}

static void add_report(struct reading *reading, const struct report *report)
{
	struct results *results = reading->results;

	results->is_read = true;
	results->passed += report->counts[TEST_passed];
	results->errors += report->counts[TEST_error];
	results->failed += report->counts[TEST_failed] + report->counts[TEST_error];
	results->skipped += report->counts[TEST_skipped];
	for (size_t i = 0; i < report->test_count; i++) {
		const struct report_test *test = &report->tests[i];

		if (test->outcome == TEST_failed || test->outcome == TEST_error)
			name_failing(reading, test);
		else if (test->outcome == TEST_passed && lines_has(reading->job->tests, test->name) &&
			 !lines_has(results->passed_again, test->name))
			lines_add(&results->passed_again, test->name);
	}
}

static void take_bytes(struct reading *reading, const char *name, const char *bytes, size_t len)
{
	_cleanup_(report_release) struct report report = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *unread = mem_dup("(what could not be read of its report)");

	if (report_read(bytes, len, &report, &err)) {
		lack(reading->results, "error", "nothing is known of its tests: %s (%s)", err.text, name);
		return;
	}
	add_report(reading, &report);
	if (!report.problem)
		return;
	/* Nobody may take the failures that are named for all there are. */
	reading->results->failed++;
	reading->results->errors++;
	name_failing(reading, &(struct report_test){ .name = unread, .text = report.problem });
	lack(reading->results, "error", "its report cannot be read whole: %s (%s)", report.problem, name);
}

static void take_file(struct reading *reading, const char *path)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(buf_release) struct buf bytes = BUF_INIT(reading->left);

	if (fs_below_take(reading->job->workspace.path, path, &bytes, &err))
		lack(reading->results, "error", "its report cannot be read: %s", err.text);
	else if (bytes.is_cut)
		lack(reading->results, "error", "its report is larger than %d MiB", REPORT_BYTES >> 20);
	else
		take_bytes(reading, path, buf_text(&bytes), bytes.len);
	reading->left -= bytes.len;
}

static void take_files(struct reading *reading, const char *before)
{
	const struct job *job = reading->job;
	enum below_cut cut;
	_autofree_ char *now = reach_stamps(job->workspace.path, job->report, &cut);
	size_t fresh = 0;
	struct lines walk;

	LINES_EACH(walk, now)
		if (!lines_has(before, walk.line)) {
			fresh++;
			take_file(reading, strchr(walk.line, ' ') + 1);
		}
	if (cut == BELOW_files)
		lack(reading->results, "error", "more than %d files match '%s'", REACH_FILES, job->report);
	else if (cut == BELOW_looks)
		lack(reading->results, "error", "'%s' was not looked for everywhere: more than %d files and folders lie where it "
		     "may be; name the folder of the report", job->report, REACH_LOOKS);
	if (!fresh)
		lack(reading->results, "empty",
		     *now ? "it wrote no report: '%s' is older than this run" : "it wrote no report: there is no '%s'", job->report);
}

/* What a report says, whatever the gate exits with. */
static void weigh(struct results *results, bool is_content)
{
	if (results->failed && is_content)
		lack(results, "error", "its report counts %lld failed test%s, and it exited with 0", results->failed,
		     text_plural(results->failed));
	else if (results->failed || results->passed)
		return;
	else if (results->skipped)
		lack(results, "empty", "no test ran: %lld skipped", results->skipped);
	else
		lack(results, "empty", "no test ran: its report counts none");
}

static void finish_telling(struct reading *reading)
{
	struct results *results = reading->results;
	_autofree_ char *told = buf_take(&reading->said);
	long long more = results->failed - (long long)(reading->names < TOLD_MOST ? reading->names : TOLD_MOST);
	_autofree_ char *rest = more > 0 ? mem_printf("  and %lld more\n", more) : mem_dup("");

	if (results->failed)
		results->said = mem_printf("%lld of %lld tests failed:\n%s%s", results->failed,
					  results->failed + results->passed + results->skipped, told, rest);
}

/* Those that this run wrote, a list. */
static void read_coverage(const struct job *job, const struct results_gate *gate, struct covered *covered)
{
	_autofree_ char *now = stamps(job, job->coverage), *fresh = mem_dup("");
	struct lines walk;

	if (!job->coverage)
		return;
	LINES_EACH(walk, now)
		if (!lines_has(gate->before, walk.line))
			lines_add(&fresh, strchr(walk.line, ' ') + 1);
	if (*fresh)
		covering_read(job, fresh, gate->top, covered);
	else
		covered->problem = mem_printf("it wrote no '%s'", job->coverage);
}

void results_read(const struct job *job, const struct results_gate *gate, struct results *results)
{
	struct reading reading = { .job = job, .results = results, .said = BUF_INIT(TOLD_BYTES), .left = REPORT_BYTES };

	read_coverage(job, gate, &results->covered);
	if (!job->report) {
		_autofree_ char *none = none_end(&gate->hearing->none);

		if (none)
			lack(results, "empty", "no test ran: it printed '%s'", none);
		return;
	}
	if (!is_printed(job))
		take_files(&reading, gate->before);
	else if (gate->hearing->report.is_cut)
		lack(results, "error", "it printed more than %d MiB", REPORT_BYTES >> 20);
	else
		take_bytes(&reading, "what it printed", buf_text(&gate->hearing->report), gate->hearing->report.len);
	weigh(results, gate->is_content);
	finish_telling(&reading);
}

/*
 * The report's word first: where a test failed by an assertion, that is it, whatever else did not come to an end. A gate
 * that leaves no report mostly says why.
 */
const char *results_cause(const struct results *results, int status, const char *tail)
{
	const char *said = cause_of(status, tail);

	if (results->failed > results->errors)
		return "";
	if (*said)
		return said;
	return results->lack ? results->lack_cause : results->failed ? "error" : "";
}

static json_t *tests_json(const struct results *results)
{
	json_t *made = json_object();

	json_put_number(made, "passed", results->passed);
	json_put_number(made, "failed", results->failed);
	json_put_number(made, "skipped", results->skipped);
	json_object_set_new(made, "failing", json_from_lines(results->failing));
	if (results->passed_again)
		json_object_set_new(made, "passed_again", json_from_lines(results->passed_again));
	return made;
}

void results_put(const struct job *job, const struct results *results, json_t *line)
{
	json_t *coverage = covering_json(job, &results->covered);

	if (results->is_read)
		json_object_set_new(line, "tests", tests_json(results));
	if (coverage)
		json_object_set_new(line, "coverage", coverage);
}

void results_release(struct results *results)
{
	free(results->failing);
	free(results->passed_again);
	free(results->said);
	free(results->lack);
	covered_release(&results->covered);
	*results = (struct results){ 0 };
}
