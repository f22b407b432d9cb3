/*
 * report.h - what a test runner or a linter wrote down of its run, in one shape.
 *
 * Reports come from a tree that an agent wrote: they are hostile, huge or torn, and are read within bounds. What
 * could not be read is said; it is never counted as passed.
 */
#ifndef LEADHAND_REPORT_REPORT_H
#define LEADHAND_REPORT_REPORT_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* What came of one test. Beside words, what they mean. */
#define TEST_OUTCOMES(X)                                                                                  \
	X(passed)                                                                                         \
	X(failed)  /* an assertion of the test did not hold */                                            \
	X(error)   /* it came to no verdict: an import that is missing, a crash, a fixture */             \
	X(skipped) /* also what was expected to fail, and did */

enum test_outcome {
#define X(name) TEST_##name,
	TEST_OUTCOMES(X)
#undef X
	TEST_OUTCOME_COUNT
};
extern const char *const test_outcomes[]; /* words, end with NULL */

struct report_test {
	char *name; /* owned: clean, unique enough to run it again by: suite, class and test as the runner writes them */
	char *text; /* owned: why it failed, clean, the first 2 KiB; "" */
	char *file; /* owned: where it lies, "" where not said */
	enum test_outcome outcome;
	long long duration_ms; /* -1 where not said */
};

struct report {
	struct report_test *tests; /* owned: those that did not pass first of all kept; at most REPORT_TESTS */
	size_t test_count;
	long long counts[TEST_OUTCOME_COUNT]; /* of all, also those that were not kept */
	char *problem; /* owned or NULL: what of it could not be read, one sentence */
};

enum { REPORT_TESTS = 50000, REPORT_BYTES = 64 << 20 };

/* The formats, each with the word by which config.yaml names it. */
#define REPORT_FORMATS(X) X(junit) X(tap) X(go) X(sarif)

/* Read a report of any format; which one is told by its content. 0 with what could be read, also of one that is
 * torn; ERR_USAGE where it is none that is known. *out is the caller's to release. */
int report_read(const char *bytes, size_t len, struct report *out, struct err *err) MUST_USE;
void report_release(struct report *report);

#endif
