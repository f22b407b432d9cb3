/* cause.c - see cause.h. */
#include "gate/cause.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

static const struct {
	const char *word, *says;
} causes[] = {
#define X(word, says) { #word, says },
	RED_CAUSES(X)
#undef X
};

/* By any of these a runner says that an assertion did not hold: then what else it says does not matter. */
static const char *const assertions[] = {
	"AssertionError", "AssertionFailedError", "assertion failed", "Assertion failed", "assertion `", "expect(",
	"ComparisonFailure", "panicked at", "--- FAIL:", "# Failed test", "Expected equality", "FAILED (failures=",
	"not equal", "TestFailure", "ERR_ASSERTION", "Expectation failed",
};

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
	{ "missing", "Failed to resolve import" }, { "missing", "Could not find or load main class" },
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

static bool says_any(const char *output, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(output, words[i]))
			return true;
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
	if (!output || says_any(output, assertions, sizeof assertions / sizeof *assertions))
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
