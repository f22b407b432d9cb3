/*
 * tap_line.h - one line of TAP, told apart from whatever else is printed; for report/ alone.
 */
#ifndef LEADHAND_REPORT_TAP_LINE_H
#define LEADHAND_REPORT_TAP_LINE_H

#include "report/gather.h"

enum tap_kind {
	TAP_other,   /* words of somebody else */
	TAP_test,    /* "not ok 3 - what # TODO why" */
	TAP_plan,    /* "1..4" */
	TAP_bail,    /* "Bail out! why" */
	TAP_comment, /* "# words" */
	TAP_block,   /* "---": what explains the test before it, until "..." */
};

struct tap_line {
	enum tap_kind kind;
	struct span body; /* borrowed: the line without its indent */
	size_t indent;	  /* blanks before it; four make a subtest's */
	char *name;	  /* owned: of a test; why, of a bail; else NULL */
	long long number; /* of a test, 0 where it has none; of tests that are planned */
	enum test_outcome outcome;
};

struct tap_line tap_line_of(struct span line);
void tap_line_release(struct tap_line *line);
/* Whether a line says that all of it is TAP: its version, or a plan. */
bool tap_line_tells(struct span line);

#endif
