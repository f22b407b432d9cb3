/* cause.c - see cause.h. */
#include "gate/cause.h"

#include "base/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static const struct {
	const char *word, *says;
} causes[] = {
#define X(word, says) { #word, says },
	RED_CAUSES(X)
#undef X
};

/*
 * With any of these a runner begins a line where an assertion did not hold: then what else it says does not matter.
 * Compilers and runners show lines of source as well, and those are full of assertions.
 */
static const char *const assertions[] = {
	"AssertionError", "AssertionFailedError", "assertion failed", "Assertion failed", "assertion `", "expect(received)",
	"expect(jest.fn", "ComparisonFailure", "--- FAIL:", "Failed test", "Expected equality", "FAILED (failures=",
	"Not equal:", "TestFailure", "code: 'ERR_ASSERTION'", "Expectation failed",
};
/* What stands before it in such a line. */
static const char *const before[] = { "E ", "#", "Caused by:", "Uncaught ", "Error:", "Exception in thread \"main\"", "[ERROR]" };

/* What each runner and compiler says where it came to no verdict. */
static const struct {
	const char *word, *says;
} signs[] = {
	{ "missing", "ModuleNotFoundError" },	   { "missing", "ImportError" },
	{ "missing", "Cannot find module" },	   { "missing", "ERR_MODULE_NOT_FOUND" },
	{ "missing", "Can't locate " },		   { "missing", "cannot load such file" },
	{ "missing", "does not provide an export" }, { "missing", "file or directory not found" },
	{ "missing", "can't open file" },	   { "missing", "No such file or directory" },
	{ "missing", "ClassNotFoundException" },   { "missing", "NoClassDefFoundError" },
	{ "missing", "unresolved import" },	   { "missing", "No rule to make target" },
	{ "missing", "cannot find package" },	   { "missing", "is not in std" },
	{ "missing", "missing script" },	   { "missing", "Missing script" },
	{ "missing", "Failed to resolve import" }, { "missing", "Failed to load url " },
	{ "missing", "Could not find or load main class" },
	{ "compile", "SyntaxError" },		   { "compile", "IndentationError" },
	{ "compile", "undefined reference to" },   { "compile", "fatal error: " },
	{ "compile", ": error: " },		   { "compile", "error[E" },
	{ "compile", "could not compile" },	   { "compile", "[build failed]" },
	{ "compile", "COMPILATION ERROR" },	   { "compile", "error TS" },
	{ "compile", "syntax error" },		   { "compile", "collect2: error" },
	{ "compile", "errors during collection" }, { "compile", "error during collection" },
	{ "empty", "no tests ran" },		   { "empty", "No tests were found" },
	{ "empty", "no tests to run" },		   { "empty", "No test files found" },
	{ "empty", "No tests found" },		   { "empty", "no test files" },
	{ "command", "command not found" },	   { "command", ": not found" },
	{ "command", "Permission denied" },
};

/* Where the line itself begins, behind blanks and what runners put there. */
static const char *skip_before(const char *line)
{
	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		line += strspn(line, " \t");
		if (text_starts(line, before[i]))
			line += strlen(before[i]);
	}
	return line + strspn(line, " \t");
}

/* "AssertionError: ...", and as it is called in full: "java.lang.AssertionError". */
static bool is_assertion(const char *line)
{
	const char *name = line;

	for (const char *at = line; isalnum((unsigned char)*at) || (*at && strchr("_$.", *at)); at++)
		if (*at == '.')
			name = at + 1;
	for (size_t i = 0; i < sizeof assertions / sizeof *assertions; i++)
		if (text_starts(line, assertions[i]) || text_starts(name, assertions[i]))
			return true;
	return false;
}

/* Of pytest, of Rust, of C. */
static bool is_plain_assertion(const char *line)
{
	return (text_starts(line, "E ") && text_starts(line + 1 + strspn(line + 1, " "), "assert ")) ||
	       (text_starts(line, "thread '") && strstr(line, "' panicked at ")) ||
	       (strstr(line, ": Assertion `") && text_ends(line, "' failed."));
}

static bool says_assertion(const char *output)
{
	struct lines walk;

	LINES_EACH(walk, output)
		if (is_plain_assertion(walk.line) || is_assertion(skip_before(walk.line))) {
			lines_stop(&walk);
			return true;
		}
	return false;
}

const char *cause_of(int status, const char *output)
{
	if (!status)
		return "";
	if (status == 126 || status == 127)
		return "command";
	if (status == 128 + 9 || status == 128 + 11 || status == 128 + 15)
		return "crash";
	if (!output || says_assertion(output))
		return "";
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strstr(output, signs[i].says))
			return signs[i].word;
	return "";
}

const char *cause_words(const char *word)
{
	for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
		if (text_same(causes[i].word, word))
			return causes[i].says;
	return "";
}
