/* Why a gate is red, where that is no test's verdict. */
#include "gate/cause.h"

#include "tap.h"

static void an_assertion_that_does_not_hold_has_no_other_cause(void)
{
	CHECK_STR(cause_of(1, "E       assert 2 == 3\nFAILED tests/test_a.py::test_b - assert 2 == 3\n"), "");
	CHECK_STR(cause_of(1, "AssertionError: no such thing: No such file or directory\n"), "");
	CHECK_STR(cause_of(101, "thread 'main' panicked at src/lib.rs:3:5:\nassertion `left == right` failed\n"), "");
	CHECK_STR(cause_of(1, "--- FAIL: TestRank (0.00s)\n    rank_test.go:9: got 2, want 3\n"), "");
	CHECK_STR(cause_of(1, ""), "");
	CHECK_STR(cause_of(0, "ImportError"), "");
}

static void a_line_of_source_that_a_runner_shows_is_no_assertion(void)
{
	CHECK_STR(cause_of(2, "a.test.ts:12:3 - error TS2304: Cannot find name 'foo'.\n\n12   expect(foo()).toBe(1)\n     ~~~\n"), "compile");
	CHECK_STR(cause_of(1, "Error: Failed to resolve import \"./foo\" from \"a.test.ts\"\n  10 |\n  12 |  expect(foo()).toBe(1)\n"), "missing");
	CHECK_STR(cause_of(1, "Cannot find module './foo' from 'a.test.js'\n> 1 | const foo = require('./foo')\n  3 | expect(foo()).toBe(1)\n"),
		  "missing");
	CHECK_STR(cause_of(1, "  File \"t.py\", line 1\n    from rank import AssertionError\nImportError: cannot import name\n"), "missing");
	CHECK_STR(cause_of(1, "t.c:9:2: error: unknown type\n    9 |  assert(x != 1); /* not equal */\n"), "compile");
	CHECK_STR(cause_of(101, "error[E0432]: unresolved import\n 3 | /* panicked at */ assert_eq!(a(), 1);\n"), "missing");
}

static void each_runner_says_an_assertion_in_its_way(void)
{
	static const char *const said[] = {
		"E       assert 2 == 3\n", "E   AssertionError: x\n", "AssertionError [ERR_ASSERTION]: Expected values\n",
		"  code: 'ERR_ASSERTION',\n", "    expect(received).toBe(expected) // Object.is equality\n",
		"java.lang.AssertionError: expected:<1> but was:<2>\n", "org.opentest4j.AssertionFailedError: expected: <1>\n",
		"Caused by: java.lang.AssertionError: x\n", "thread 'main' panicked at src/lib.rs:3:5:\n", "#   Failed test 'a'\n",
		"    --- FAIL: TestA/sub (0.00s)\n", "Expected equality of these values:\n", "FAILED (failures=1)\n",
		"        Error:      \tNot equal: \n", "Assertion failed: (x), function main, file a.c, line 3.\n",
		"a: a.c:3: main: Assertion `x == 1' failed.\n",
	};

	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		char text[300];

		snprintf(text, sizeof text, "x: No such file or directory\n%s", said[i]);
		CHECK_STR(cause_of(1, text), "");
	}
}

static void what_is_missing_or_does_not_compile_is_no_assertion(void)
{
	CHECK_STR(cause_of(127, "sh: 1: pytest: not found\n"), "command");
	CHECK_STR(cause_of(126, ""), "command");
	CHECK_STR(cause_of(2, "E   ModuleNotFoundError: No module named 'rank'\n1 error in 0.05s\n"), "missing");
	CHECK_STR(cause_of(1, "Error: Cannot find module '../rank'\n"), "missing");
	CHECK_STR(cause_of(4, "ERROR: file or directory not found: tests/test_new.py\n"), "missing");
	CHECK_STR(cause_of(2, "make: *** No rule to make target 'test-new'.  Stop.\n"), "missing");
	CHECK_STR(cause_of(1, "rank_test.c:3:9: error: implicit declaration of function 'rank'\n"), "compile");
	CHECK_STR(cause_of(1, "a.c:(.text+0x5): undefined reference to `rank'\n"), "compile");
	CHECK_STR(cause_of(5, "collected 0 items\nno tests ran in 0.01s\n"), "empty");
	CHECK_STR(cause_of(139, "Segmentation fault\n"), "crash");
	CHECK_STR(cause_of(137, "E   AssertionError\n"), "crash");
	CHECK_STR(cause_of(143, "Terminated\n"), "crash");
	CHECK_STR(cause_of(1, "Error: Failed to load url ./till (resolved id: ./till). Does the file exist?\n"), "missing");
}

int main(void)
{
	an_assertion_that_does_not_hold_has_no_other_cause();
	what_is_missing_or_does_not_compile_is_no_assertion();
	a_line_of_source_that_a_runner_shows_is_no_assertion();
	each_runner_says_an_assertion_in_its_way();
	CHECK_STR(cause_words("missing"), "what is imported, or a file, is missing");
	CHECK_STR(cause_words("weather"), "");
	return tap_done();
}
