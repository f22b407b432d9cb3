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
}

int main(void)
{
	an_assertion_that_does_not_hold_has_no_other_cause();
	what_is_missing_or_does_not_compile_is_no_assertion();
	CHECK_STR(cause_words("missing"), "what is imported, or a file, is missing");
	CHECK_STR(cause_words("weather"), "");
	return tap_done();
}
