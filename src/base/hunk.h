/*
 * hunk.h - where a hunk of a diff stands: "@@ -12,3 +13 @@".
 *
 * What an agent wrote may look like one, so any bytes are survived, and numbers are bounded. As `diff -u` writes it
 * (POSIX.1-2017, diff, "Diff -u Output Format").
 */
#ifndef LEADHAND_BASE_HUNK_H
#define LEADHAND_BASE_HUNK_H

#include <stddef.h>

struct hunk_side {
	long long at, count; /* the number of its first line, and how many there are; 0 where that is not said */
};

struct hunk {
	struct hunk_side old, now;
};

/* `line` begins with "@@ ", and need not end with a NUL. */
struct hunk hunk_read(const char *line, size_t len);

#endif
