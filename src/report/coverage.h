/*
 * coverage.h - which lines a run went through, as LCOV's tracefiles say it (geninfo(1)).
 *
 * As hostile as any report: read within bounds, and what cannot be read is said. Several records of one file add up.
 */
#ifndef LEADHAND_REPORT_COVERAGE_H
#define LEADHAND_REPORT_COVERAGE_H

#include "base/err.h"

#include <stddef.h>

enum { COVERAGE_PATH_BYTES = 4096 };

enum coverage_state {
	COVERAGE_unknown,  /* no instruction of it was counted: a comment, a file that no run loads */
	COVERAGE_missed,
	COVERAGE_executed,
};

struct coverage_file {
	char *path;	     /* owned: clean, below `top` where it lies there */
	unsigned int *lines; /* owned: ascending; twice the number of the line, and 1 more where it was executed */
	size_t count, room;
};

struct coverage {
	struct coverage_file *files; /* owned: by path */
	size_t count, room;
	char *problem; /* owned or NULL: what of it could not be read, one sentence */
};

/* Read a tracefile of a tree that stood at `top` (may be NULL). 0 with what could be read; ERR_USAGE where it is none.
 * *out is the caller's to release. */
int coverage_read(const char *bytes, size_t len, const char *top, struct coverage *out, struct err *err) MUST_USE;
/* The file at this path, NULL where the tracefile says nothing of it. Borrowed. */
const struct coverage_file *coverage_of(const struct coverage *coverage, const char *path);
/* Of a line of it; `file` may be NULL. */
enum coverage_state coverage_line(const struct coverage_file *file, long long line);
void coverage_release(struct coverage *coverage);

#endif
