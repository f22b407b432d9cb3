/*
 * formats.h - the readers of the single formats; for report/ alone.
 *
 * Each has a test of what it reads, by its content, and a reader that puts into the gather what it finds and says there
 * what it could not read. None fails: a report of which nothing can be read is one with a problem and no tests.
 */
#ifndef LEADHAND_REPORT_FORMATS_H
#define LEADHAND_REPORT_FORMATS_H

#include "report/gather.h"

/* JUnit's XML, in the dialects of pytest, surefire, Gradle, go-junit-report, jest-junit, ctest, cargo-nextest and node. */
bool junit_is(struct span bytes);
void junit_read(struct span bytes, struct gather *gather);
/* TAP 13 and 14, several documents in a row as `prove -v` prints them, among other words. */
bool tap_is(struct span bytes);
void tap_read(struct span bytes, struct gather *gather);
/* `go test -json` (cmd/test2json), among other words. */
bool go_is(struct span bytes);
void go_read(struct span bytes, struct gather *gather);
/* SARIF 2.1.0: an error is a failure; a warning, a note and what is suppressed are skipped; a run of a tool that found
 * no error passed. */
bool sarif_is(struct span bytes);
void sarif_read(struct span bytes, struct gather *gather);

#endif
