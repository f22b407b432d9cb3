/* What in a diff makes tests or checks say less than they did. */
#include "gate/tamper.h"

#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

#define HEAD(path) "diff --git a/" path " b/" path "\nindex 1..2 100644\n--- a/" path "\n+++ b/" path "\n"

static void says(const char *diff, const char *wanted)
{
	_autofree_ char *found = tamper_read(diff, strlen(diff));

	CHECK_STR(found ? found : "", wanted);
}

static void a_skip_an_exit_and_a_masked_failure_are_named_with_their_place(void)
{
	says(HEAD("tests/test_a.py") "@@ -3,0 +4,1 @@\n+@pytest.mark.skip(reason=\"later\")\n",
	     "skipped\t4\ttests/test_a.py\t@pytest.mark.skip(reason=\"later\")");
	says(HEAD("run.sh") "@@ -2,1 +2,1 @@\n-make test\n+make test || true\n", "masked\t2\trun.sh\tmake test || true");
	says(HEAD("tests/run.sh") "@@ -0,0 +1,2 @@\n+#!/bin/sh\n+exit 0\n", "masked\t2\ttests/run.sh\texit 0");
	says(HEAD("src/a.test.js") "@@ -7,1 +7,1 @@\n-  it('adds', () => {\n+  it.only('adds', () => {\n",
	     "focused\t7\tsrc/a.test.js\tit.only('adds', () => {");
	says(HEAD("conftest.py") "@@ -0,0 +1,1 @@\n+import os; os._exit(0)\n", "exits_early\t1\tconftest.py\timport os; os._exit(0)");
	says(HEAD("conftest.py") "@@ -0,0 +1,1 @@\n+def pytest_runtest_makereport(item, call):\n",
	     "outcome_rewritten\t1\tconftest.py\tdef pytest_runtest_makereport(item, call):");
	says(HEAD(".github/workflows/ci.yml") "@@ -9,0 +10,1 @@\n+    continue-on-error: true\n",
	     "masked\t10\t.github/workflows/ci.yml\tcontinue-on-error: true");
}

static void however_it_is_written_a_masked_failure_is_named(void)
{
	static const char *const lines[] = { "make test ||true", "make test||true", "make test;true", "make test ;  true", "exit  0",
					     "exit 00", "make test || /bin/true", "make test ||:", "make test || exit\t0", "make test; :",
					     "make test || return 0", "exit \"0\"" };

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		_autofree_ char *diff = mem_printf(HEAD("run.sh") "@@ -0,0 +1,1 @@\n+%s\n", lines[i]), *found = tamper_read(diff, strlen(diff));

		CHECK(text_starts(found ? found : lines[i], "masked\t1\trun.sh\t"));
	}
	says(HEAD("run.sh") "@@ -0,0 +1,1 @@\n+exit 01\n", "");
}

static void code_that_ends_its_own_run_is_named_wherever_it_stands(void)
{
	says(HEAD("src/a.py") "@@ -0,0 +1,2 @@\n+import atexit\n+os._exit(code)\n",
	     "exits_early\t2\tsrc/a.py\tos._exit(code)\nexits_early\t1\tsrc/a.py\timport atexit");
	says(HEAD("src/a.js") "@@ -0,0 +1,1 @@\n+process.exit(0)\n", "exits_early\t1\tsrc/a.js\tprocess.exit(0)");
	says(HEAD("src/a.c") "@@ -0,0 +1,1 @@\n+\t_exit(0);\n", "exits_early\t1\tsrc/a.c\t_exit(0);");
}

static void a_test_that_goes_is_named_though_others_come(void)
{
	says(HEAD("tests/test_a.py") "@@ -3,2 +3,2 @@\n-def test_old(x):\n-def test_kept(x):\n+def test_kept(x, y):\n+def test_easy():\n",
	     "test_removed\t3\ttests/test_a.py\tdef test_old");
	says(HEAD("src/a.test.js") "@@ -1,1 +1,2 @@\n-it('adds', () => {\n+it(\"easy\", () => {\n+it('is easy too', () => {\n",
	     "test_removed\t1\tsrc/a.test.js\t'adds'");
	says(HEAD("tests/a.rs") "@@ -1,2 +1,1 @@\n-#[test]\n-#[test]\n+#[test]\n", "test_removed\t1\ttests/a.rs\t#[test]");
}

static void what_stands_far_below_or_far_to_the_right_is_read(void)
{
	_autofree_ char *diff = mem_dup(HEAD("tests/run.sh") "@@ -0,0 +1,2001 @@\n"), *found = 0, *wide = 0;

	for (int i = 0; i < 2000; i++)
		mem_replace(&diff, mem_printf("%s+echo\n", diff));
	mem_replace(&diff, mem_printf("%s+exit 0\n", diff));
	found = tamper_read(diff, strlen(diff));
	CHECK_STR(found, "masked\t2001\ttests/run.sh\texit 0");
	wide = mem_printf(HEAD("tests/run.sh") "@@ -0,0 +1,1 @@\n+%*s\n", 5000, "exit 0");
	mem_replace(&found, tamper_read(wide, strlen(wide)));
	CHECK_STR(found, "masked\t1\ttests/run.sh\texit 0");
}

static void a_byte_that_a_shell_reads_over_hides_nothing(void)
{
	static const char diff[] = HEAD("tests/run.sh") "@@ -0,0 +1,1 @@\n+echo\0; ex\0it 0\n";
	_autofree_ char *found = tamper_read(diff, sizeof diff - 1);

	CHECK_STR(found, "masked\t1\ttests/run.sh\techo; exit 0");
}

static void a_file_has_its_own_name_whatever_came_before_it(void)
{
	says(HEAD("tests/a.sh") "@@ -0,0 +1,1 @@\n+true\n"
	     "diff --git a/logo.png b/logo.png\ndeleted file mode 100644\nindex 1..0\nBinary files a/logo.png and /dev/null differ\n",
	     "");
	says("diff --git a/tests/a.bin b/tests/a.bin\ndeleted file mode 100644\nindex 1..0\nBinary files a/tests/a.bin and /dev/null differ\n",
	     "test_deleted\t0\ttests/a.bin\ttests/a.bin");
	says("diff --git a/tests/empty.py b/tests/empty.py\ndeleted file mode 100644\nindex e69de29..0\n",
	     "test_deleted\t0\ttests/empty.py\ttests/empty.py");
	/* Behind a name with blanks git puts a tab. */
	says("diff --git a/my dir/FooTest.java b/my dir/FooTest.java\n--- a/my dir/FooTest.java\t\n+++ b/my dir/FooTest.java\t\n"
	     "@@ -0,0 +1,1 @@\n+@Disabled\n",
	     "skipped\t1\tmy dir/FooTest.java\t@Disabled");
	says("diff --git a/src/a.py b/src/a.py\nindex 1..2 100644\nBinary files a/src/a.py and b/src/a.py differ\n",
	     "unreadable\t0\tsrc/a.py\tsrc/a.py");
	says("diff --git a/x and b/y.png b/x and b/y.png\nBinary files a/x and b/y.png and b/x and b/y.png differ\n", "");
}

static void an_assertion_that_goes_or_asks_for_less_is_named(void)
{
	says(HEAD("tests/test_a.py") "@@ -5,1 +4,0 @@\n-    assert rank() == 2\n",
	     "assertion_removed\t4\ttests/test_a.py\tassert rank() == 2");
	says(HEAD("tests/test_a.py") "@@ -5,1 +5,1 @@\n-    assert rank() == 2\n+    assert rank() is not None\n",
	     "assertion_weakened\t5\ttests/test_a.py\tassert rank() is not None");
	says(HEAD("tests/test_a.py") "@@ -5,1 +5,1 @@\n-    assert rank() == 2\n+    assert rank() == 3\n",
	     "expectation_changed\t5\ttests/test_a.py\tassert rank() == 3");
	says("diff --git a/tests/test_a.py b/tests/test_a.py\ndeleted file mode 100644\n--- a/tests/test_a.py\n+++ /dev/null\n"
	     "@@ -1,1 +0,0 @@\n-assert x\n",
	     "test_deleted\t0\ttests/test_a.py\ttests/test_a.py");
	says(HEAD("tests/test_a.py") "@@ -0,0 +1,1 @@\n+    assert True\n", "assertion_empty\t1\ttests/test_a.py\tassert True");
}

static void thresholds_silenced_linters_and_code_that_knows_the_tests_are_named(void)
{
	says(HEAD("setup.cfg") "@@ -3,1 +3,1 @@\n-fail_under = 90\n+fail_under = 10\n",
	     "threshold\t3\tsetup.cfg\tfail_under = 10  (before: fail_under = 90)");
	/* Within an assertion it is what the test expects, and is named once. */
	says(HEAD("tests/test_a.py") "@@ -3,1 +3,1 @@\n-assert x == approx(1, abs=1)\n+assert x == approx(1, abs=9)\n",
	     "expectation_changed\t3\ttests/test_a.py\tassert x == approx(1, abs=9)");
	says(HEAD("src/a.js") "@@ -1,0 +2,1 @@\n+// eslint-disable-next-line\n", "silenced\t2\tsrc/a.js\t// eslint-disable-next-line");
	says(HEAD("src/a.py") "@@ -1,0 +2,1 @@\n+if os.environ.get('PYTEST_CURRENT_TEST'):\n",
	     "test_aware\t2\tsrc/a.py\tif os.environ.get('PYTEST_CURRENT_TEST'):");
	says(HEAD("tests/test_a.py") "@@ -1,0 +2,1 @@\n+if os.environ.get('LEADHAND_SEED'):\n",
	     "test_aware\t2\ttests/test_a.py\tif os.environ.get('LEADHAND_SEED'):");
	says("diff --git a/Makefile b/Makefile\nindex 1..2 100644\nBinary files a/Makefile and b/Makefile differ\n",
	     "unreadable\t0\tMakefile\tMakefile");
}

static void code_that_reaches_for_the_runner_is_named(void)
{
	says(HEAD("src/a.py") "@@ -1,0 +2,1 @@\n+import os; os._exit(0)\n", "exits_early\t2\tsrc/a.py\timport os; os._exit(0)");
	says(HEAD("src/a.py") "@@ -1,0 +2,1 @@\n+import unittest\n", "test_aware\t2\tsrc/a.py\timport unittest");
	says(HEAD("tests/test_b.py") "@@ -1,0 +2,1 @@\n+import unittest\n", "");
	says(HEAD("tests/test_b.py") "@@ -1,0 +2,1 @@\n+unittest.TestCase.assertEqual = print\n",
	     "outcome_rewritten\t2\ttests/test_b.py\tunittest.TestCase.assertEqual = print");
	says(HEAD("src/a.js") "@@ -1,0 +2,1 @@\n+fs.writeFileSync('x', '<testsuite tests=\"2\"/>')\n",
	     "forged\t2\tsrc/a.js\tfs.writeFileSync('x', '<testsuite tests=\"2\"/>')");
}

#define LINK(path, target) "diff --git a/" path " b/" path "\nnew file mode 120000\nindex 0..2\n--- /dev/null\n+++ b/" path \
	"\n@@ -0,0 +1 @@\n+" target "\n\\ No newline at end of file\n"

static void a_link_that_leads_out_of_the_tree_is_named(void)
{
	says(LINK("a/b/link", "/etc"), "link_out\t1\ta/b/link\t/etc");
	says(LINK("a/b/link", "../../../x"), "link_out\t1\ta/b/link\t../../../x");
	says(LINK("a/b/link", "c/../x"), "link_out\t1\ta/b/link\tc/../x");
	says(LINK("link", "..x/.git/hooks"), "link_out\t1\tlink\t..x/.git/hooks");
	says(LINK("a/b/link", "../../x//y/./z"), "");
	says(LINK("a/b/link", "..x/..."), "");
	says("diff --git a/l b/l\nindex 1..2 120000\n--- a/l\n+++ b/l\n@@ -1 +1 @@\n-x\n+../x\n", "link_out\t1\tl\t../x");
	says(HEAD("l") "@@ -1 +1 @@\n-x\n+../x\n", "");
	/* A link whose target has a line break in it, and a file behind a link. */
	says("diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1,2 @@\n+x\n+y\n", "link_out\t1\tl\tx");
	says(LINK("a/link", "b") HEAD("l") "@@ -1 +1 @@\n-x\n+../x\n", "");
}

static void honest_work_is_not_named(void)
{
	says(HEAD("src/a.c") "@@ -5,1 +5,2 @@\n-\treturn 1;\n+\tif (!x)\n+\t\texit(0);\n", "");
	says(HEAD("tests/test_b.py") "@@ -0,0 +1,3 @@\n+def test_b():\n+    x = rank()\n+    assert x == 2\n", "");
	says(HEAD("README.md") "@@ -1,1 +1,1 @@\n-run it || true\n+it never exits with exit 0\n", "");
	/* Edited around, it is no news. */
	says(HEAD("run.sh") "@@ -2,1 +2,1 @@\n-a || true\n+b || true\n", "");
	says("", "");
	says("diff --git a/Makefile b/Makefile\nBinary files a/Makefile and b/er\n", "");
	says("no diff at all\n+++ b/\n@@ -,+ @@\n+x\n@@\n", "");
}

static void a_line_that_looks_like_a_head_is_read_as_what_it_is(void)
{
	says(HEAD("tests/run.sh") "@@ -2,1 +2,1 @@\n--- a/other\n+++ b/innocent.md\n@@ -9,0 +10,1 @@\n+exit 0\n",
	     "masked\t10\ttests/run.sh\texit 0");
}

static void more_than_forty_are_counted(void)
{
	_autofree_ char *diff = mem_dup(HEAD("tests/run.sh") "@@ -0,0 +1,90 @@\n"), *found = 0;

	for (int i = 0; i < 90; i++)
		mem_replace(&diff, mem_printf("%s+exit 0\n", diff));
	found = tamper_read(diff, strlen(diff));
	CHECK_INT((long long)lines_count(found), 41);
	CHECK(text_ends(found, "cut\t0\t\tand 50 more"));
}

static void what_a_name_hides_cannot_reach_a_terminal(void)
{
	says("diff --git \"a/tests/\\033[2J.sh\" \"b/tests/\\033[2J.sh\"\n--- \"a/tests/\\033[2J.sh\"\n+++ \"b/tests/\\033[2J.sh\"\n"
	     "@@ -0,0 +1,1 @@\n+exit 0\033[2J\n",
	     "odd_name\t0\ttests/\\033[2J.sh\ttests/\\033[2J.sh\nmasked\t1\ttests/\\033[2J.sh\texit 0");
	says("diff --git \"a/x\\ny\" \"b/x\\ny\"\nnew file mode 100644\nindex 0..1\n", "odd_name\t0\tx\\ny\tx\\ny");
	says("diff --git \"a/x\\177\" \"b/x\\177\"\n", "odd_name\t0\tx\\177\tx\\177");
	says("diff --git \"a/\\302\\2331m\" \"b/\\302\\2331m\"\n", "odd_name\t0\t\\302\\2331m\t\\302\\2331m");
	says("diff --git \"a/a\\342\\200\\256b\" \"b/a\\342\\200\\256b\"\n", "odd_name\t0\ta\\342\\200\\256b\ta\\342\\200\\256b");
	says("diff --git \"a/\\303\\251\\\\a\\\"b\" \"b/\\303\\251\\\\a\\\"b\"\n", "");
	says("diff --git a/b \"b/\\", "");
}

static void a_submodule_is_named_whether_it_is_new_or_goes_elsewhere(void)
{
	says("diff --git a/lib b/lib\nindex 0123456..789abcd 160000\n--- a/lib\n+++ b/lib\n@@ -1 +1 @@\n-Subproject commit 0\n+Subproject commit 7\n",
	     "submodule\t0\tlib\tlib");
	says("diff --git a/lib b/lib\nnew file mode 160000\nindex 0000000..789abcd\n--- /dev/null\n+++ b/lib\n@@ -0,0 +1 @@\n+Subproject commit 7\n",
	     "submodule\t0\tlib\tlib");
	says("diff --git a/lib b/lib\ndeleted file mode 160000\nindex 789abcd..0000000\n--- a/lib\n+++ /dev/null\n@@ -1 +0,0 @@\n-Subproject commit 7\n", "");
}

static void what_makes_a_line_read_as_another_one_is_named(void)
{
	says("diff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -0,0 +1,2 @@\n+if (is_admin) /*\xe2\x80\xae } \xe2\x81\xa6 */\n+\"\xd7\x90\"\n",
	     "hidden\t1\ta.c\tif (is_admin) /* }  */");
}

static void code_that_prints_a_report_is_named(void)
{
	says("diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -0,0 +1,2 @@\n+print('ok 1 - adds')\n+print('ok 12')\n",
	     "forged\t1\ta.py\tprint('ok 1 - adds')");
}

int main(void)
{
	a_skip_an_exit_and_a_masked_failure_are_named_with_their_place();
	a_submodule_is_named_whether_it_is_new_or_goes_elsewhere();
	what_makes_a_line_read_as_another_one_is_named();
	code_that_prints_a_report_is_named();
	however_it_is_written_a_masked_failure_is_named();
	code_that_ends_its_own_run_is_named_wherever_it_stands();
	a_test_that_goes_is_named_though_others_come();
	what_stands_far_below_or_far_to_the_right_is_read();
	a_byte_that_a_shell_reads_over_hides_nothing();
	a_file_has_its_own_name_whatever_came_before_it();
	an_assertion_that_goes_or_asks_for_less_is_named();
	thresholds_silenced_linters_and_code_that_knows_the_tests_are_named();
	code_that_reaches_for_the_runner_is_named();
	a_link_that_leads_out_of_the_tree_is_named();
	honest_work_is_not_named();
	a_line_that_looks_like_a_head_is_read_as_what_it_is();
	more_than_forty_are_counted();
	what_a_name_hides_cannot_reach_a_terminal();
	CHECK_STR(tamper_words("focused"), "only some tests run");
	CHECK_STR(tamper_words("weather"), "");
	return tap_done();
}
