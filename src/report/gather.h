/*
 * gather.h - what all formats put their tests into; for report/ alone.
 *
 * It holds the bounds: so many tests, so much of what they said, names and texts fit for a terminal. Of more tests than
 * can be kept those that did not pass stay.
 */
#ifndef LEADHAND_REPORT_GATHER_H
#define LEADHAND_REPORT_GATHER_H

#include "report/report.h"

/* Bytes that somebody else owns; they may hold anything. */
struct span {
	const char *text;
	size_t len;
};
#define SPAN_OF(literal) ((struct span){ (literal), sizeof(literal) - 1 })

/* The next line of *rest, without its end; false where there is none. */
bool span_line(struct span *rest, struct span *line);
bool span_starts(struct span span, const char *prefix);
/* Without blanks at either end. */
struct span span_trim(struct span span);

struct gather_list {
	struct report_test *tests; /* owned */
	size_t count, room;
};
struct gather {
	struct gather_list lists[TEST_OUTCOME_COUNT];
	long long counts[TEST_OUTCOME_COUNT];
	size_t text_bytes; /* of all texts that are kept */
	char *problem;	   /* owned; the first one */
};

/* All of it is borrowed, and may be hostile; NULL is "". */
struct gather_test {
	const char *suite, *name, *text, *file;
	enum test_outcome outcome;
	long long duration_ms;
};
/* A failure whose text says that something could not be loaded is taken as an error. */
void gather_add(struct gather *gather, const struct gather_test *test);
/* What could not be read; the first word of it counts. */
void gather_problem(struct gather *gather, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Seconds to whole milliseconds, -1 for what is no time. */
long long gather_ms(double seconds);
/* *out gets all of it, and the gather is empty. */
void gather_finish(struct gather *gather, struct report *out);

#endif
