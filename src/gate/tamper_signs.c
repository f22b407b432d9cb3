/* tamper_signs.c - see tamper_signs.h. */
#include "gate/tamper_signs.h"

#include "base/mem.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define JUDGES (PLACE_test | PLACE_steering)
#define SHELLS (PLACE_test | PLACE_steering | PLACE_script)

const struct sign tamper_signs[] = {
	{ "skipped", PLACE_test, "pytest.mark.skip", 0 }, { "skipped", PLACE_test, "pytest.mark.skipif", 0 },
	{ "skipped", PLACE_test, "pytest.skip", 0 },	  { "skipped", PLACE_test, "mark.xfail", 0 },
	{ "skipped", PLACE_test, "pytest.xfail", 0 },	  { "skipped", PLACE_test, "unittest.skip", 0 },
	{ "skipped", PLACE_test, "skipTest", 0 },	  { "skipped", PLACE_test, "expectedFailure", 0 },
	{ "skipped", PLACE_test, ".skip(", 0 },		  { "skipped", PLACE_test, ".todo(", 0 },
	{ "skipped", PLACE_test, ".failing(", 0 },	  { "skipped", PLACE_test, "xit(", 0 },
	{ "skipped", PLACE_test, "xdescribe(", 0 },	  { "skipped", PLACE_test, "xtest(", 0 },
	{ "skipped", PLACE_test, "t.Skip", 0 },		  { "skipped", PLACE_test, "#[ignore", 0 },
	{ "skipped", PLACE_test, "@Disabled", 0 },	  { "skipped", PLACE_test, "@Ignore", 0 },
	{ "skipped", PLACE_test, "GTEST_SKIP", 0 },	  { "skipped", PLACE_test, "DISABLED_", 0 },
	{ "skipped", PLACE_test, "SKIP:", 0 },		  { "skipped", PLACE_test, "skip_all", 0 },
	{ "skipped", PLACE_test, "markTestSkipped", 0 },  { "skipped", PLACE_test, "skip: true", 0 },
	{ "skipped", JUDGES, "collect_ignore", 0 },	  { "skipped", JUDGES, "--deselect", 0 },
	{ "skipped", JUDGES, "--ignore", "test" },	  { "skipped", JUDGES, "testPathIgnorePatterns", 0 },
	{ "skipped", JUDGES, "should_fail", 0 },	  { "skipped", JUDGES, "WILL_FAIL", 0 },
	{ "focused", PLACE_test, ".only(", 0 },		  { "focused", PLACE_test, "fit(", 0 },
	{ "focused", PLACE_test, "fdescribe(", 0 },	  { "focused", JUDGES, "--testNamePattern", 0 },
	{ "focused", PLACE_steering | PLACE_script, "-k '", "pytest" },
	{ "focused", PLACE_steering | PLACE_script, "-k \"", "pytest" },
	{ "masked", SHELLS, "||true", 0 },		  { "masked", SHELLS, "||:", 0 },
	{ "masked", SHELLS, ";true", 0 },		  { "masked", SHELLS, ";:", 0 },
	{ "masked", SHELLS, "||/bin/true", 0 },		  { "masked", SHELLS, "||/usr/bin/true", 0 },
	{ "masked", SHELLS, "||exit 0", 0 },		  { "masked", SHELLS, "||return 0", 0 },
	{ "masked", SHELLS, "exit \"0\"", 0 },		  { "masked", SHELLS, "exit '0'", 0 },
	{ "masked", SHELLS, "exit 0", 0 },		  { "masked", SHELLS, "set +e", 0 },
	{ "masked", SHELLS, "||echo", 0 },		  { "masked", SHELLS, "--passWithNoTests", 0 },
	{ "masked", SHELLS, "continue-on-error: true", 0 }, { "masked", SHELLS, "allow_failure: true", 0 },
	{ "masked", PLACE_steering, "-k ", "$(MAKE)" },	  { "masked", PLACE_steering, ".IGNORE", 0 },
	{ "masked", SHELLS, "trap", "exit 0" },		  { "masked", SHELLS, "--exit-zero", 0 },
	/* Code under test may end its runner, or the other way round: these count wherever they stand. */
	{ "exits_early", PLACE_any, "os._exit(", 0 },	  { "exits_early", PLACE_any, "_exit(0", 0 },
	{ "exits_early", PLACE_any, "process.exit(0", 0 }, { "exits_early", PLACE_any, "atexit", 0 },
	{ "exits_early", JUDGES, "sys.exit(0", 0 },	  { "exits_early", JUDGES, "pytest.exit(", 0 },
	{ "exits_early", JUDGES, "os.Exit(0", 0 },
	{ "exits_early", JUDGES, "System.exit(0", 0 },	  { "exits_early", JUDGES, "process::exit(0", 0 },
	{ "exits_early", JUDGES, "process.exitCode", 0 },
	{ "exits_early", PLACE_code, "os._exit(0", 0 },	  { "exits_early", PLACE_code, "process.reallyExit(", 0 },
	{ "outcome_rewritten", PLACE_any, "TestCase.assert", " = " },
	{ "outcome_rewritten", PLACE_any, "TestCase.run", " = " },
	{ "outcome_rewritten", PLACE_any, "setattr(", "TestCase" },
	{ "outcome_rewritten", PLACE_any, "assert.strictEqual = ", 0 },
	{ "outcome_rewritten", PLACE_any, "assert.equal = ", 0 }, { "outcome_rewritten", PLACE_any, "assert.ok = ", 0 },
	{ "outcome_rewritten", JUDGES, "pytest_runtest_makereport", 0 },
	{ "outcome_rewritten", JUDGES, "pytest_runtest_protocol", 0 },
	{ "outcome_rewritten", JUDGES, "pytest_collection_modifyitems", 0 },
	{ "outcome_rewritten", JUDGES, "pytest_sessionfinish", 0 },
	{ "outcome_rewritten", JUDGES, "pytest_pyfunc_call", 0 },
	{ "outcome_rewritten", JUDGES, "outcome", "\"passed\"" }, { "outcome_rewritten", JUDGES, "outcome", "'passed'" },
	{ "outcome_rewritten", JUDGES, "exitstatus", "= 0" },
	{ "assertion_empty", PLACE_test, "assert True", 0 },   { "assertion_empty", PLACE_test, "assertTrue(True", 0 },
	{ "assertion_empty", PLACE_test, "assert(true", 0 },   { "assertion_empty", PLACE_test, "expect(true)", 0 },
	{ "assertion_empty", PLACE_test, "assert.ok(true", 0 }, { "assertion_empty", PLACE_test, "assert!(true", 0 },
	{ "assertion_empty", PLACE_test, "assertTrue(true", 0 }, { "assertion_empty", PLACE_test, "or True", "assert" },
	{ "assertion_empty", PLACE_test, "||true", "assert" },
	{ "silenced", PLACE_any, "eslint-disable", 0 },	  { "silenced", PLACE_any, "# noqa", 0 },
	{ "silenced", PLACE_any, "type: ignore", 0 },	  { "silenced", PLACE_any, "NOLINT", 0 },
	{ "silenced", PLACE_any, "//nolint", 0 },	  { "silenced", PLACE_any, "@ts-ignore", 0 },
	{ "silenced", PLACE_any, "@ts-nocheck", 0 },	  { "silenced", PLACE_any, "@SuppressWarnings", 0 },
	{ "silenced", PLACE_any, "pylint: disable", 0 },  { "silenced", PLACE_any, "rubocop:disable", 0 },
	{ "silenced", PLACE_any, "shellcheck disable", 0 }, { "silenced", PLACE_any, "pragma: no cover", 0 },
	{ "silenced", PLACE_any, "istanbul ignore", 0 },  { "silenced", PLACE_any, "c8 ignore", 0 },
	{ "silenced", PLACE_any, "LCOV_EXCL", 0 },	  { "silenced", PLACE_any, "#[allow(", 0 },
	{ "silenced", PLACE_any, "# nosec", 0 },	  { "silenced", PLACE_any, "diagnostic ignored", 0 },
	{ "test_aware", PLACE_code, "PYTEST_CURRENT_TEST", 0 }, { "test_aware", PLACE_code, "pytest", "sys.modules" },
	{ "test_aware", PLACE_code, "unittest", "sys.modules" }, { "test_aware", PLACE_code, "JEST_WORKER_ID", 0 },
	{ "test_aware", PLACE_code, "VITEST", 0 },	  { "test_aware", PLACE_code, "NODE_TEST_CONTEXT", 0 },
	{ "test_aware", PLACE_code, "import unittest", 0 }, { "test_aware", PLACE_code, "from unittest", "import" },
	{ "test_aware", PLACE_code, "import pytest", 0 },  { "test_aware", PLACE_code, "from _pytest", "import" },
	{ "test_aware", PLACE_code, "import _pytest", 0 }, { "test_aware", PLACE_code, "node:test", 0 },
	{ "test_aware", PLACE_code, "inspect.stack(", 0 },
	{ "test_aware", PLACE_code, "HARNESS_ACTIVE", 0 }, { "test_aware", PLACE_code, "NODE_ENV", "test" },
	{ "test_aware", PLACE_any, "LEADHAND_", 0 },
	{ "forged", PLACE_test | PLACE_code, "<testsuite", 0 }, { "forged", PLACE_test | PLACE_code, "junit.xml", 0 },
	{ "forged", PLACE_test | PLACE_code, "TAP version 1", 0 },
	{ "loaded", PLACE_any, "LD_PRELOAD", 0 },	  { "loaded", PLACE_any, "sitecustomize", 0 },
	{ "loaded", JUDGES, "PYTHONPATH", 0 },		  { "loaded", JUDGES, "PYTHONSTARTUP", 0 },
	{ "loaded", JUDGES, "NODE_OPTIONS", 0 },	  { "loaded", PLACE_any, "faketime", 0 },
	{ "forged", PLACE_test | PLACE_code, "ok 1 ", 0 }, { "forged", PLACE_test | PLACE_code, "\"Action\"", "pass" },
	{ "loaded", JUDGES, "core.hooksPath", 0 },
	/* U+202A to U+202E, U+2066 to U+2069. */
	{ "hidden", PLACE_any, "\xe2\x80\xaa", 0 }, { "hidden", PLACE_any, "\xe2\x80\xab", 0 },
	{ "hidden", PLACE_any, "\xe2\x80\xac", 0 }, { "hidden", PLACE_any, "\xe2\x80\xad", 0 },
	{ "hidden", PLACE_any, "\xe2\x80\xae", 0 }, { "hidden", PLACE_any, "\xe2\x81\xa6", 0 },
	{ "hidden", PLACE_any, "\xe2\x81\xa7", 0 }, { "hidden", PLACE_any, "\xe2\x81\xa8", 0 },
	{ "hidden", PLACE_any, "\xe2\x81\xa9", 0 },
	{ 0 },
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool has_word(const char *line, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = line; (at = strstr(at, word)); at++) {
		bool is_joined = at > line && is_word(at[-1]) && is_word(*word), goes_on;
		const char *end = at + len;

		/* "exit 00" is "exit 0". */
		while (word[len - 1] == '0' && *end == '0')
			end++;
		/* What is a prefix by itself may go on. */
		goes_on = isalnum((unsigned char)*end) && isdigit((unsigned char)word[len - 1]);
		if (!is_joined && !goes_on)
			return true;
	}
	return false;
}

char *line_plain(const char *line)
{
	char *plain = mem_dup(line), *to = plain;

	for (; *line; line++) {
		bool is_blank = *line == ' ' || *line == '\t' || *line == '\r';

		if (is_blank && (to == plain || strchr(" |;&", to[-1])))
			continue;
		if (strchr("|;&", *line) && to > plain && to[-1] == ' ')
			to--;
		*to++ = is_blank ? ' ' : *line;
	}
	*to = 0;
	return plain;
}

bool sign_is_in(const struct sign *sign, const char *plain)
{
	return has_word(plain, sign->word) && (!sign->beside || strstr(plain, sign->beside));
}

static bool has_any(const char *line, const char *const *words)
{
	for (; *words; words++)
		if (has_word(line, *words))
			return true;
	return false;
}

bool line_is_assertion(const char *line)
{
	static const char *const words[] = { "assert", "expect(", "expect ", "CHECK", "EXPECT_", "ASSERT_", "REQUIRE(",
					     "self.assert", "t.Error", "t.Fatal", "is_deeply", "is(", "ok(", "should.", ".should",
					     "require.", "raises(", "toThrow", "grep -q", "cmp ", "diff ", "test ", "[ ", 0 };

	return has_any(line, words);
}

bool line_begins_test(const char *line)
{
	static const char *const words[] = { "def test_", "it(", "test(", "func Test", "#[test]", "@Test", "TEST(", "TEST_F(",
					     "TEST_CASE(", "@test", "it.only(", "it.skip(", "test.only(", "test.skip(", "it '", "it \"", "subtest ", "describe(", 0 };

	return has_any(line, words);
}

/* "def test_a", "'adds'" of it.only('adds', ...), "TEST(Suite, Name)"; where there are no brackets all of it: "#[test]". */
char *line_test_name(const char *line)
{
	const char *at = line + strspn(line, " \t"), *open = strchr(at, '('), *end = 0;
	const char *made = strstr(at, "def ") ? strstr(at, "def ") : strstr(at, "func ");

	if (open && open[1] && strchr("\"'`", open[1])) {
		at = open + 1;
		end = strchr(open + 2, open[1]);
	} else if (open && made && made < open) {
		return mem_dup_part(made, (size_t)(open - made));
	} else if (open) {
		end = strchr(open, ')');
	}
	return end ? mem_dup_part(at, (size_t)(end + 1 - at)) : mem_dup(at);
}

bool path_is_code(const char *path)
{
	static const char *const ends[] = { "py", "pyc", "pyd", "js", "mjs", "cjs", "jsx", "ts", "tsx", "mts", "cts", "c", "h", "cc",
					    "cpp", "cxx", "hh", "hpp", "rs", "go", "java", "class", "jar", "kt", "kts", "scala", "rb",
					    "php", "pl", "pm", "lua", "cs", "swift", "m", "zig", "ex", "exs", "erl", "hs", "ml", "r",
					    "jl", "sh", "bash", "zsh", "so", "dll", "dylib", "o", "a", "wasm", "node", 0 };
	const char *dot = strrchr(path, '.');

	for (const char *const *end = ends; dot && *end; end++)
		if (!strcmp(dot + 1, *end))
			return true;
	return false;
}

bool line_has_threshold(const char *line)
{
	static const char *const words[] = { "fail_under", "fail-under", "threshold", "Threshold", "tolerance", "epsilon",
					     "coverage", "branches", "statements", "functions", "lines", "timeout", "retries",
					     "max-warnings", "maxWarnings", "rtol", "atol", "delta", "places", "flaky", "limit",
					     "max_", "min_", "MAX_", "MIN_", "reruns", "abs=", "rel=", 0 };

	return has_any(line, words);
}

/* The character behind a number or a quoted text that begins here; the same where none does. */
static const char *skip_value(const char *at)
{
	if (isdigit((unsigned char)*at)) {
		while (isalnum((unsigned char)*at) || *at == '.' || *at == '_')
			at++;
	} else if (*at == '"' || *at == '\'') {
		const char *end = strchr(at + 1, *at);

		at = end ? end + 1 : at + strlen(at);
	}
	return at;
}

bool line_differs_in_value(const char *old, const char *now)
{
	bool differs = false;

	while (*old && *now) {
		const char *after_old = skip_value(old), *after_now = skip_value(now);

		if ((after_old == old) != (after_now == now) || (after_old == old && *old != *now))
			return false;
		if (after_old == old) {
			old++, now++;
			continue;
		}
		differs |= after_old - old != after_now - now || memcmp(old, now, (size_t)(after_old - old)) != 0;
		old = after_old;
		now = after_now;
	}
	return differs && !*old && !*now;
}

bool line_is_weaker(const char *old, const char *now)
{
	static const char *const exact[] = { "==", "assertEqual", "assertEquals", "assert_eq", "toBe(", "toEqual(", "toStrictEqual(",
					     "deepEqual", "strictEqual", "CHECK_STR", "CHECK_INT", "EXPECT_EQ", "ASSERT_EQ", "is_deeply",
					     "assert_equal", "strcmp", 0 };

	return has_any(old, exact) && !has_any(now, exact);
}

bool link_leads_out(const char *path, const char *target)
{
	bool has_gone_down = false;
	long depth = 0;

	for (const char *c = path; *c; c++)
		depth += *c == '/';
	if (*target == '/')
		return true;
	for (const char *at = target; *at; at += strspn(at, "/")) {
		size_t len = strcspn(at, "/");
		bool climbs = len == 2 && !strncmp(at, "..", 2);

		if ((climbs && (has_gone_down || --depth < 0)) || (len == 4 && !strncasecmp(at, ".git", 4)))
			return true;
		has_gone_down |= !climbs && !(len == 1 && *at == '.');
		at += len;
	}
	return false;
}
