/*
 * junit_text.h - the bytes of a report in XML, mended where runners write what XML does not allow.
 *
 * Tests print escape sequences, NULs and broken UTF-8, and runners copy that into their reports as it is. A parser may
 * only stop there, and all tests after it would be lost.
 */
#ifndef LEADHAND_REPORT_JUNIT_TEXT_H
#define LEADHAND_REPORT_JUNIT_TEXT_H

#include "report/gather.h"

/* A copy, the caller's; *len becomes its length. Sequences that paint a terminal are left out; other control characters,
 * references to them and bytes that are no UTF-8 are replaced by '?'. */
char *junit_mend(struct span bytes, size_t *len);

#endif
