/*
 * none.h - whether a test runner says, in the words it prints, that it ran no test.
 *
 * Most of them exit with 0 then, as if all were well. What is known here are the words of ctest, meson, node, pytest,
 * unittest, go, cargo, jest, vitest, mocha, prove, TAP, rspec, PHPUnit, surefire and Gradle.
 */
#ifndef LEADHAND_REPORT_NONE_H
#define LEADHAND_REPORT_NONE_H

#include <stdbool.h>
#include <stddef.h>

enum { NONE_LINE_BYTES = 4096 };

/* All that a run prints, as it comes: {0} before the first of it. */
struct none {
	char *first;   /* owned: the first line that says that nothing ran, NULL where none does */
	bool is_some;  /* another one says that something did */
	char line[NONE_LINE_BYTES]; /* the beginning of one that did not end yet */
	size_t len;
};
void none_feed(struct none *none, const char *output, size_t len);
/* There is no more of it. The line that says so, clean, the caller's; NULL where no runner does, or where another one ran
 * some. Nothing is left in it. */
char *none_end(struct none *none);

#endif
