/* Reports of test runners in one shape. pytest, ctest, node, jest and prove wrote theirs; those of surefire, Gradle,
 * go-junit-report, cargo-nextest, go, of linters and of lcov are written after their documentation. */
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "report/added.h"
#include "report/coverage.h"
#include "report/none.h"
#include "report/report.h"
#include "tap.h"

#include <stdio.h>

static char *file_of(const char *name, size_t *len)
{
	_autofree_ char *path = mem_printf("%s/report/%s", TEST_DATA, name);
	FILE *file = fopen(path, "r");
	char *data = mem_new(1, 1 << 20);

	CHECK(file != 0);
	*len = file ? fread(data, 1, 1 << 20, file) : 0;
	if (file)
		fclose(file);
	return data;
}

static struct report read_text(const char *text, size_t len)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct report report = { 0 };

	CHECK_INT(report_read(text, len, &report, &err), 0);
	return report;
}

static struct report read_file(const char *name)
{
	size_t len;
	_autofree_ char *data = file_of(name, &len);

	return read_text(data, len);
}

#define READ(text) read_text((text), strlen(text))
#define COUNTS(report, p, f, e, s)                                                                        \
	do {                                                                                              \
		CHECK_INT((report).counts[TEST_passed], p);                                               \
		CHECK_INT((report).counts[TEST_failed], f);                                               \
		CHECK_INT((report).counts[TEST_error], e);                                                \
		CHECK_INT((report).counts[TEST_skipped], s);                                              \
	} while (0)

static const struct report_test *test_named(const struct report *report, const char *name)
{
	for (size_t i = 0; i < report->test_count; i++)
		if (text_same(report->tests[i].name, name))
			return &report->tests[i];
	printf("# there is no test '%s'; the first is '%s'\n", name, report->test_count ? report->tests[0].name : "");
	return 0;
}

static void check_test(const struct report *report, const char *name, enum test_outcome outcome, const char *said)
{
	const struct report_test *test = test_named(report, name);

	CHECK(test != 0);
	if (!test)
		return;
	CHECK_STR(test_outcomes[test->outcome], test_outcomes[outcome]);
	CHECK(strstr(test->text, said) != 0);
	if (!strstr(test->text, said))
		printf("# '%s' says '%s'\n", name, test->text);
}

static void pytest_tells_assertions_from_what_never_got_so_far(void)
{
	_cleanup_(report_release) struct report report = read_file("pytest.xml");

	COUNTS(report, 2, 3, 2, 2);
	check_test(&report, "test_price test_takes_the_discount", TEST_failed, "AssertionError: the discount is missing\nassert 10 == 9");
	check_test(&report, "test_price test_many[2]", TEST_failed, "assert 2 == 1");
	check_test(&report, "test_price.TestBig test_in_class", TEST_failed, "assert 0");
	check_test(&report, "test_price test_opens", TEST_error, "no till");
	check_test(&report, "test_price.TestBig test_needs", TEST_error, "No module named 'not_there'");
	check_test(&report, "test_price test_prints", TEST_skipped, "no till here");
	check_test(&report, "test_price test_rounds", TEST_skipped, "");
	CHECK(!report.problem);
	/* Those that did not pass come first. */
	CHECK_INT(report.test_count, 9);
	CHECK_INT(report.tests[0].outcome, TEST_failed);
	CHECK_INT(report.tests[8].outcome, TEST_passed);
	CHECK_INT(test_named(&report, "test_price test_adds_up")->duration_ms, 1);
}

static void surefire_and_gradle_are_read(void)
{
	_cleanup_(report_release) struct report maven = read_file("surefire.xml"), gradle = read_file("gradle.xml");

	COUNTS(maven, 2, 1, 1, 1);
	check_test(&maven, "p.PriceTest takesTheDiscount", TEST_failed, "expected: <9> but was: <10>");
	check_test(&maven, "p.PriceTest opens", TEST_error, "no till");
	CHECK_INT(test_named(&maven, "p.PriceTest adds")->duration_ms, 1000029);
	CHECK_INT(test_named(&maven, "p.PriceTest flickers")->outcome, TEST_passed);
	COUNTS(gradle, 1, 1, 0, 1);
	check_test(&gradle, "p.PriceTest takesTheDiscount()", TEST_failed, "expected: <9> but was: <10>");
}

static void go_jest_ctest_and_nextest_write_junit_each_in_its_way(void)
{
	_cleanup_(report_release) struct report go = read_file("go-junit-report.xml"), jest = read_file("jest.xml");
	_cleanup_(report_release) struct report ctest = read_file("ctest.xml"), nextest = read_file("nextest.xml");

	COUNTS(go, 1, 1, 1, 1);
	check_test(&go, "example.org/shop TestDiscount/ten", TEST_failed, "got 10, want 9");
	check_test(&go, "example.org/shop/till [build failed]", TEST_error, "syntax error");
	COUNTS(jest, 2, 1, 0, 1);
	check_test(&jest, "till takes the discount", TEST_failed, "Expected: 9");
	COUNTS(ctest, 1, 1, 1, 1);
	check_test(&ctest, "discount", TEST_failed, "want 9, got 10");
	check_test(&ctest, "gone", TEST_error, "Unable to find executable");
	COUNTS(nextest, 2, 1, 0, 0);
	check_test(&nextest, "shop tests::takes_the_discount", TEST_failed, "left: 10");
	CHECK_INT(test_named(&nextest, "shop::till opens")->outcome, TEST_passed);
}

static void node_is_read_in_both_of_its_words(void)
{
	_cleanup_(report_release) struct report xml = read_file("node.xml"), tap = read_file("node.tap");

	COUNTS(xml, 2, 2, 1, 2);
	check_test(&xml, "till closes", TEST_failed, "still open");
	check_test(&xml, "takes the discount", TEST_failed, "10 == 9");
	COUNTS(tap, 2, 2, 1, 2);
	check_test(&tap, "till > closes", TEST_failed, "still open");
	check_test(&tap, "takes the discount", TEST_failed, "error: '10 == 9'");
	check_test(&tap, "/src/node/b.test.mjs", TEST_error, "test failed");
	CHECK(!tap.problem && !xml.problem);
}

static void prove_prints_one_document_after_the_other(void)
{
	_cleanup_(report_release) struct report report = read_file("prove.tap");

	COUNTS(report, 3, 2, 0, 2);
	check_test(&report, "takes the discount", TEST_failed, "");
	check_test(&report, "till > closes", TEST_failed, "");
	check_test(&report, "rounds", TEST_skipped, "");
	CHECK(!report.problem);
}

/* A failure of its own word, a test file that could not be loaded, and one that was skipped behind its failure. */
static void vitest_writes_junit_in_its_way(void)
{
	_cleanup_(report_release) struct report vitest = read_file("vitest.xml");

	COUNTS(vitest, 1, 1, 2, 1);
	check_test(&vitest, "src/till.test.ts till > takes the discount", TEST_failed, "expected 10 to be 9");
	check_test(&vitest, "src/till.test.ts till > prints", TEST_skipped, "");
	check_test(&vitest, "src/gone.test.ts", TEST_error, "Failed to resolve import");
	check_test(&vitest, "src/away.test.ts", TEST_error, "Failed to load url");
	CHECK_INT(test_named(&vitest, "src/till.test.ts till > adds")->duration_ms, 4);
	CHECK(!vitest.problem);
}

static void the_worst_that_is_said_of_a_test_holds(void)
{
	_cleanup_(report_release) struct report report = READ(
		"<testsuite><testcase name='a'><failure>x</failure><skipped/></testcase><testcase name='b'><skipped/><error/></testcase>"
		"<testcase name='c'><error>ImportError: x</error><failure>y</failure></testcase><testcase name='d' status='notrun'/>"
		"<testcase name='e' status='disabled'/><testcase name='f' status='run'/></testsuite>");

	COUNTS(report, 1, 1, 2, 2);
	CHECK_INT(test_named(&report, "a")->outcome, TEST_failed);
	CHECK_INT(test_named(&report, "d")->outcome, TEST_skipped);
}

static void tap_keeps_its_plan_or_says_so(void)
{
	_cleanup_(report_release) struct report few = READ("1..3\nok 1 - a\nok 2 - b\n");
	_cleanup_(report_release) struct report many = READ("ok 1\nok 2\n1..1\n");
	_cleanup_(report_release) struct report none = READ("TAP version 14\n1..0 # SKIP no till\n");
	_cleanup_(report_release) struct report torn = READ("TAP version 13\nok 1 - a\nok 2 - b");
	_cleanup_(report_release) struct report bail = READ("1..4\nok 1\nBail out! no till\n");

	COUNTS(few, 2, 0, 1, 0);
	check_test(&few, "the plan of the tests", TEST_error, "3 planned, and 2 came");
	COUNTS(many, 2, 0, 1, 0);
	COUNTS(none, 0, 0, 0, 0);
	COUNTS(torn, 2, 0, 0, 0);
	CHECK_STR(torn.problem, "it has no plan: its end may be missing");
	COUNTS(bail, 1, 0, 1, 0);
	check_test(&bail, "Bail out!", TEST_error, "no till");
}

static void tap_tells_its_tests_from_other_words(void)
{
	_cleanup_(report_release) struct report report = READ(
		"make: entering\nTAP version 14\npragma +strict\nokay, here we go\nok 1 - a \\# b # time=3ms\nnot ok 2 c # todo later\n"
		"not ok\n  ---\n  message: |\n    ok 9 - no test\n    want 9\n  ...\nok 4 - d # SKIP no till\n# done\n---\n1..4\n");

	/* By a name: in a line of ours the mark would count. */
	static const char marked[] = "a # todo b";
	_cleanup_(report_release) struct report words = READ("1..3\nok 1 - a \\# todo b\nnot ok 2 - c # skip\nok 3 - d \\\\# skip\n");

	/* What is skipped may not fail, and an escaped mark is none. */
	COUNTS(words, 1, 1, 0, 1);
	CHECK_INT(test_named(&words, marked)->outcome, TEST_passed);
	COUNTS(report, 1, 1, 0, 2);
	CHECK(test_named(&report, "a # b # time=3ms") != 0);
	check_test(&report, "test 0", TEST_failed, "want 9");
	CHECK(!report.problem);
}

static void subtests_take_the_place_of_what_holds_them(void)
{
	_cleanup_(report_release) struct report report = READ(
		"TAP version 14\n    # Subtest: deep\n        ok 1 - x\n        not ok 2 - y\n          ---\n          why: y is z\n          ...\n        1..2\n"
		"    not ok 1 - inner\n    1..1\nnot ok 1 - outer\n    not ok 1 - later\n    1..1\nnot ok 2 - someday # TODO\n"
		"    ok 1 - fine\n    1..2\nnot ok 3 - its plan\n1..3\n");

	COUNTS(report, 2, 2, 0, 1);
	check_test(&report, "outer > inner > y", TEST_failed, "y is z");
	check_test(&report, "its plan", TEST_failed, "");
	check_test(&report, "someday > later", TEST_skipped, "");
}

static void go_counts_leaves_and_names_packages_that_do_not_build(void)
{
	_cleanup_(report_release) struct report report = read_file("go.jsonl");
	_cleanup_(report_release) struct report torn =
		READ("{\"Action\":\"start\",\"Package\":\"p\"}\n{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"TestA\"}\n{\"Action\":\"outp");
	_cleanup_(report_release) struct report short_one =
		READ("{\"Action\":\"start\",\"Package\":\"p\"}\n{\"Action\":\"pass\",\"Package\":\"p\",\"Test\":\"TestA\"}\n");

	_cleanup_(report_release) struct report parent = READ(
		"{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"TestA\"}\n{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"TestA/b\"}\n"
		"{\"Action\":\"pass\",\"Package\":\"p\",\"Test\":\"TestA/b\"}\n"
		"{\"Action\":\"output\",\"Package\":\"p\",\"Test\":\"TestA\",\"Output\":\"    a_test.go:9: left open\\n\"}\n"
		"{\"Action\":\"fail\",\"Package\":\"p\",\"Test\":\"TestA\"}\n{\"Action\":\"fail\",\"Package\":\"p\"}\n");

	/* It fails by itself, though all that it holds passed. */
	COUNTS(parent, 1, 1, 0, 0);
	check_test(&parent, "p TestA", TEST_failed, "left open");
	COUNTS(report, 2, 1, 2, 1);
	check_test(&report, "example.org/shop TestDiscount/ten", TEST_failed, "got 10, want 9");
	check_test(&report, "example.org/shop TestGoesDown", TEST_error, "index out of range");
	check_test(&report, "example.org/shop/till [build failed]", TEST_error, "undefined: Open");
	CHECK_INT(test_named(&report, "example.org/shop TestAdds")->duration_ms, 250);
	CHECK(!report.problem);
	COUNTS(torn, 0, 0, 1, 0);
	CHECK(torn.problem && text_starts(torn.problem, "a line of it cannot be read"));
	COUNTS(short_one, 1, 0, 0, 0);
	CHECK_STR(short_one.problem, "it breaks off: package 'p' did not end");
}

static void sarif_fails_by_its_errors_alone(void)
{
	_cleanup_(report_release) struct report report = read_file("lint.sarif");
	_cleanup_(report_release) struct report broken = READ(
		"{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"L\"}},\"results\":[],\"invocations\":["
		"{\"executionSuccessful\":false,\"toolExecutionNotifications\":[{\"message\":{\"text\":\"no config\"}}]}]}]}");
	_cleanup_(report_release) struct report torn = READ("{\"version\":\"2.1.0\",\"runs\":[{\"tool\"");

	COUNTS(report, 2, 1, 0, 3);
	check_test(&report, "no-undef src/shop.js:12", TEST_failed, "'price' is not defined.");
	CHECK_STR(test_named(&report, "no-undef src/shop.js:12")->file, "src/shop.js");
	COUNTS(broken, 0, 0, 1, 0);
	check_test(&broken, "L", TEST_error, "no config");
	COUNTS(torn, 0, 0, 0, 0);
	CHECK(torn.problem && text_starts(torn.problem, "it cannot be read as SARIF: "));
}

#define RULE(id, level) "{\"id\":\"" id "\",\"defaultConfiguration\":{\"level\":\"" level "\"}}"
#define BY_RULES(rules, result)                                                                                      \
	"{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"L\",\"rules\":[" rules                            \
	"]}},\"results\":[{" result ",\"message\":{\"text\":\"m\"}}]}]}"
#define BY_RULE(result)                                                                                              \
	"{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"L\",\"rules\":[{\"id\":\"a\"},"                  \
	RULE("b", "note") "," RULE("c", "error") "]},\"extensions\":[{\"name\":\"E\",\"rules\":[" RULE("d", "warning") ","  \
	RULE("e", "error") "]}]},\"results\":[{" result ",\"message\":{\"text\":\"m\"}}]}]}"

static void a_result_without_a_level_has_that_of_its_rule_wherever_it_stands(void)
{
	static const struct {
		const char *text;
		bool is_error;
	} samples[] = {
		{ BY_RULE("\"ruleId\":\"c\""), true },
		{ BY_RULE("\"ruleId\":\"c/1/2\""), true },
		{ BY_RULE("\"ruleId\":\"e\""), true },
		{ BY_RULE("\"rule\":{\"id\":\"e\"}"), true },
		{ BY_RULE("\"ruleIndex\":2"), true },
		{ BY_RULE("\"rule\":{\"index\":2}"), true },
		{ BY_RULE("\"rule\":{\"index\":1,\"toolComponent\":{\"index\":0}}"), true },
		{ BY_RULE("\"ruleIndex\":-1,\"ruleId\":\"c\""), true },
		/* Two rules of one id: the stricter one counts, whichever is first. */
		{ BY_RULES(RULE("f", "error") "," RULE("f", "note"), "\"ruleId\":\"f\""), true },
		{ BY_RULES(RULE("f", "note") "," RULE("f", "error"), "\"ruleId\":\"f\""), true },
		{ BY_RULE("\"ruleId\":\"c\",\"level\":\"note\""), false },
		{ BY_RULE("\"ruleId\":\"a\""), false },
		{ BY_RULE("\"ruleId\":\"b\""), false },
		{ BY_RULE("\"ruleId\":\"d\""), false },
		{ BY_RULE("\"ruleId\":\"cc\""), false },
		{ BY_RULE("\"ruleIndex\":77"), false },
	};

	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		_cleanup_(report_release) struct report report = read_text(samples[i].text, strlen(samples[i].text));

		CHECK_INT(report.counts[TEST_failed], samples[i].is_error);
		if (report.counts[TEST_failed] != samples[i].is_error)
			printf("# of: %s\n", samples[i].text);
	}
}

static void a_torn_or_broken_report_says_so_and_keeps_what_came_before(void)
{
	_cleanup_(report_release) struct report torn = READ("<testsuite><testcase name='a'/><testcase name='b'><failu");
	_cleanup_(report_release) struct report page = READ("<html><body>404</body></html>");
	_cleanup_(report_release) struct report less = READ("<testsuites><testsuite name='s' errors='1' failures='1'>"
							    "<testcase name='a'><failure>x</failure></testcase></testsuite></testsuites>");

	COUNTS(torn, 1, 0, 1, 0);
	CHECK(torn.problem && strstr(torn.problem, "breaks off in line 1"));
	COUNTS(page, 0, 0, 0, 0);
	CHECK(page.problem && strstr(page.problem, "its root"));
	COUNTS(less, 0, 1, 1, 0);
	check_test(&less, "s", TEST_error, "counts 2 failures and errors, and shows 1");
}

static void what_tests_print_does_not_break_their_report(void)
{
	static const char text[] = "<testsuite><testcase name='a\x1b[31m\xff'><failure>x\0y &#27;[0m &#x1B;[1;31m \x1b[<b/> &#0; \xc3\x28 ok</failure>"
				   "</testcase><testcase name='b'/></testsuite>";
	_cleanup_(report_release) struct report report = read_text(text, sizeof text - 1);

	COUNTS(report, 1, 1, 0, 0);
	_cleanup_(report_release) struct report odd = READ("<testsuite><testcase name='a\xef\xbf\xbe'/></testsuite>");

	/* UTF-8, and no character of XML. */
	CHECK(!odd.problem);
	COUNTS(odd, 1, 0, 0, 0);
	check_test(&report, "a?", TEST_failed, "x?y   ?[ ? ?(");
	CHECK(!report.problem);
}

static void no_entity_is_ever_followed(void)
{
	_cleanup_(report_release) struct report bomb = READ(
		"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><testsuite><testcase name='&b;'/></testsuite>");
	_cleanup_(report_release) struct report file = READ(
		"<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><testsuite><testcase name='&f;'/></testsuite>");
	_cleanup_(report_release) struct report unknown = READ("<testsuite><testcase name='a'/><testcase name='&f;'/></testsuite>");

	CHECK_STR(bomb.problem, "it declares entities, and no test runner does");
	CHECK_STR(file.problem, bomb.problem);
	COUNTS(bomb, 0, 0, 0, 0);
	COUNTS(file, 0, 0, 0, 0);
	COUNTS(unknown, 1, 0, 0, 0);
	CHECK(unknown.problem != 0);
}

static void depth_and_number_have_their_bounds(void)
{
	struct buf deep = BUF_INIT(1 << 20), many = BUF_INIT(16 << 20);
	_cleanup_(report_release) struct report down = { 0 }, long_one = { 0 };

	for (int i = 0; i < 99; i++)
		buf_add_text(&deep, "<testsuite name='s'>");
	buf_add_text(&deep, "<testsuite/><testcase name='a'/>");
	down = read_text(buf_text(&deep), deep.len);
	CHECK_STR(down.problem, "its elements are nested too deeply");
	buf_add_text(&many, "1..60001\n");
	for (int i = 0; i < 60000; i++)
		buf_printf(&many, "ok %d - t%d\n", i + 1, i);
	buf_add_text(&many, "not ok 60001 - the last\n");
	long_one = read_text(buf_text(&many), many.len);
	COUNTS(long_one, 60000, 1, 0, 0);
	CHECK_INT(long_one.test_count, REPORT_TESTS);
	CHECK_STR(long_one.tests[0].name, "the last");
	buf_release(&deep);
	buf_release(&many);
}

static void what_is_no_report_is_refused(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct report report = { .test_count = 7 };

	CHECK_INT(report_read("", 0, &report, &err), ERR_USAGE);
	CHECK_STR(err.text, "the report is empty");
	err_release(&err);
	CHECK_INT(report_read("all fine\nok then\n", 17, &report, &err), ERR_USAGE);
	CHECK(strstr(err.text, "no JUnit, TAP, go test or SARIF") != 0);
	CHECK_INT(report.test_count, 7);
}

static void coverage_adds_up_by_file(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(coverage_release) struct coverage coverage = { 0 };
	const struct coverage_file *shop;
	size_t len;
	_autofree_ char *data = file_of("lcov.info", &len);

	CHECK_INT(coverage_read(data, len, "/src", &coverage, &err), 0);
	CHECK_INT(coverage.count, 2);
	shop = coverage_of(&coverage, "lib/shop.c");
	CHECK(shop != 0);
	CHECK_INT(coverage_line(shop, 3), COVERAGE_executed);
	CHECK_INT(coverage_line(shop, 5), COVERAGE_unknown);
	CHECK_INT(coverage_line(shop, 6), COVERAGE_executed);
	CHECK_INT(coverage_line(shop, 7), COVERAGE_missed);
	CHECK_INT(coverage_line(shop, 8), COVERAGE_missed);
	CHECK_INT(coverage_line(coverage_of(&coverage, "lib/till.c"), 1), COVERAGE_missed);
	CHECK(!coverage_of(&coverage, "lib"));
	CHECK_INT(coverage_line(0, 1), COVERAGE_unknown);
	CHECK(!coverage.problem);
}

static void note_line(void *owner, const char *path, long long line)
{
	char **list = owner;

	mem_replace(list, mem_printf("%s %s:%lld", *list, path, line));
}

static void the_lines_that_a_diff_adds_are_told(void)
{
	static const char diff[] =
		"diff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -2,1 +2,2 @@ int x\n--- b/other\n+++ b/no.c\n+@@ -1 +7 @@\n"
		"@@ -9 +10 @@\n-x\n+y\n\\ No newline at end of file\n"
		"diff --git a/gone b/gone\n--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
		"diff --git a/b c b/b c\n--- /dev/null\n+++ b/b c\t\n@@ -0,0 +1,2 @@\n+1\n+2\n+3\n"
		"diff --git a/q b/q\n--- /dev/null\n+++ \"b/q\\n\"\n@@ -0,0 +1 @@\n+1\n";
	_autofree_ char *list = mem_dup("");

	added_each(diff, sizeof diff - 1, note_line, &list);
	CHECK_STR(list, " a.c:2 a.c:3 a.c:10 b c:1 b c:2");
}

static void a_tracefile_may_be_torn(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(coverage_release) struct coverage coverage = { 0 }, other = { 0 }, last = { 0 };
	static const char torn[] = "SF:a.c\nDA:1,1\nDA:99999999999999999999,1\nDA:2", none[] = "DA:1,1\n",
			  open[] = "SF:a.c\nDA:3,0\nDA:3,1\nDA:3,0\nDA:3,0\n";

	CHECK_INT(coverage_read(torn, sizeof torn - 1, 0, &coverage, &err), 0);
	CHECK_STR(coverage.problem, "a line of it makes no sense");
	CHECK_INT(coverage_line(coverage_of(&coverage, "a.c"), 1), COVERAGE_executed);
	CHECK_INT(coverage_read(none, sizeof none - 1, 0, &other, &err), ERR_USAGE);
	CHECK_INT(coverage_read(open, sizeof open - 1, 0, &last, &err), 0);
	CHECK_STR(last.problem, "it breaks off: the record of its last file does not end");
	/* However often it is told of, it is one line, and executed once is executed. */
	CHECK_INT(coverage_of(&last, "a.c")->count, 1);
	CHECK_INT(coverage_line(coverage_of(&last, "a.c"), 3), COVERAGE_executed);
}

static void says_none(const char *output, const char *want)
{
	struct none none = { 0 };
	_autofree_ char *said = 0;

	/* However it comes in pieces. */
	for (const char *at = output; *at; at += strnlen(at, 7))
		none_feed(&none, at, strnlen(at, 7));
	said = none_end(&none);
	CHECK_STR(said ? said : "(some ran)", want);
}

static void runners_that_ran_nothing_say_so(void)
{
	says_none("Test project /src/b\nNo tests were found!!!\n", "No tests were found!!!");
	says_none("*****\nNo test configuration file found!\n*****\nUsage\n", "No test configuration file found!");
	says_none("ninja: no work to do.\nNo tests defined.\n", "No tests defined.");
	says_none("TAP version 13\n1..0\n# tests 0\n# pass 0\n", "1..0");
	says_none("\xe2\x84\xb9 tests 0\n\xe2\x84\xb9 suites 0\n", "\xe2\x84\xb9 tests 0");
	says_none("\nno tests ran in 0.00s\n", "no tests ran in 0.00s");
	says_none("collected 0 items\n\n===== no tests ran in 0.01s =====\n", "collected 0 items");
	says_none("\n----\nRan 0 tests in 0.000s\n\nOK\n", "Ran 0 tests in 0.000s");
	says_none("Files=0, Tests=0,  0 wallclock secs\nResult: NOTESTS\n", "Files=0, Tests=0,  0 wallclock secs");
	says_none("?   \tp/doc\t[no test files]\n", "?    p/doc [no test files]");
	says_none("testing: warning: no tests to run\nPASS\nok  \tp\t0.01s [no tests to run]\n", "testing: warning: no tests to run");
	says_none("\nrunning 0 tests\n\ntest result: ok. 0 passed; 0 failed\n", "running 0 tests");
	says_none("No tests found, exiting with code 0\n", "No tests found, exiting with code 0");
	says_none("  0 passing (2ms)\n", "0 passing (2ms)");
	says_none("> Task :test NO-SOURCE\nBUILD SUCCESSFUL\n", "> Task :test NO-SOURCE");
}

/* cargo runs the tests of the documentation last, and most projects have none. */
static void what_ran_long_ago_is_not_forgotten(void)
{
	struct none none = { 0 };
	_autofree_ char *said = 0, *line = 0;

	mem_replace(&line, mem_dup("     Running unittests src/lib.rs\n\nrunning 400 tests\n"));
	none_feed(&none, line, strlen(line));
	for (int i = 0; i < 400; i++) {
		mem_replace(&line, mem_printf("test shop::price::a_discount_of_%03d_is_taken_once ... ok\n", i));
		none_feed(&none, line, strlen(line));
	}
	mem_replace(&line, mem_dup("\ntest result: ok. 400 passed; 0 failed; 0 ignored\n\n   Doc-tests shop\n\nrunning 0 tests\n\n"
				   "test result: ok. 0 passed; 0 failed; 0 ignored\n"));
	none_feed(&none, line, strlen(line));
	said = none_end(&none);
	CHECK_STR(said ? said : "(some ran)", "(some ran)");
}

static void where_one_of_several_ran_something_it_is_not_nothing(void)
{
	says_none("\nrunning 3 tests\ntest result: ok.\n\nrunning 0 tests\n", "(some ran)");
	says_none("?   \tp/doc\t[no test files]\nok  \tp\t0.01s\n", "(some ran)");
	says_none("No tests were found!!!\n===== 3 passed in 0.01s =====\n", "(some ran)");
	says_none("1..0 # SKIP\n1..2\nok 1 - a\nok 2 - b\n", "(some ran)");
	says_none("100% tests passed, 0 tests failed out of 4\n", "(some ran)");
	says_none("compiled 0 files; all fine\n", "(some ran)");
	says_none("\x1b[32mtest result: ok\x1b[0m. 3 passed; 0 failed; 0 ignored\n\n   Doc-tests shop\n\nrunning 0 tests\n", "(some ran)");
	says_none("    # Subtest: a\n    1..0\nnothing else\n", "(some ran)");
	says_none("", "(some ran)");
}

int main(void)
{
	pytest_tells_assertions_from_what_never_got_so_far();
	surefire_and_gradle_are_read();
	go_jest_ctest_and_nextest_write_junit_each_in_its_way();
	node_is_read_in_both_of_its_words();
	prove_prints_one_document_after_the_other();
	tap_keeps_its_plan_or_says_so();
	tap_tells_its_tests_from_other_words();
	subtests_take_the_place_of_what_holds_them();
	go_counts_leaves_and_names_packages_that_do_not_build();
	sarif_fails_by_its_errors_alone();
	a_result_without_a_level_has_that_of_its_rule_wherever_it_stands();
	a_torn_or_broken_report_says_so_and_keeps_what_came_before();
	what_tests_print_does_not_break_their_report();
	no_entity_is_ever_followed();
	depth_and_number_have_their_bounds();
	what_is_no_report_is_refused();
	coverage_adds_up_by_file();
	the_lines_that_a_diff_adds_are_told();
	a_tracefile_may_be_torn();
	runners_that_ran_nothing_say_so();
	what_ran_long_ago_is_not_forgotten();
	where_one_of_several_ran_something_it_is_not_nothing();
	vitest_writes_junit_in_its_way();
	the_worst_that_is_said_of_a_test_holds();
	return tap_done();
}
