/*
 * none.h - whether a test runner says, in the words it prints, that it ran no test.
 *
 * Most of them exit with 0 then, as if all were well. What is known here are the words of ctest, meson, node, pytest,
 * unittest, go, cargo, jest, vitest, mocha, prove, TAP, rspec, PHPUnit, surefire and Gradle.
 */
#ifndef LEADHAND_REPORT_NONE_H
#define LEADHAND_REPORT_NONE_H

#include <stddef.h>

/* The line that says so, clean, the caller's; NULL where no runner does, or where another one ran some. */
char *none_said(const char *output, size_t len);

#endif
