/* Where a hunk of a diff stands, however it is written. */
#include "tap.h"

#include "base/hunk.h"

#include <stdlib.h>

static void is_at(const char *line, size_t len, long long old_at, long long old_count, long long now_at, long long now_count)
{
	/* Of its own size, so that a byte read behind it is seen. */
	char *copy = malloc(len + 1);
	struct hunk hunk;

	if (!copy)
		abort();
	memcpy(copy, line, len);
	copy = realloc(copy, len ? len : 1);
	hunk = hunk_read(copy, len);
	CHECK_INT(hunk.old.at, old_at);
	CHECK_INT(hunk.old.count, old_count);
	CHECK_INT(hunk.now.at, now_at);
	CHECK_INT(hunk.now.count, now_count);
	free(copy);
}

#define AT(line, ...) is_at((line), sizeof(line) - 1, __VA_ARGS__)

int main(void)
{
	AT("@@ -12,3 +13,4 @@ int main(void)", 12, 3, 13, 4);
	AT("@@ -12 +13 @@", 12, 1, 13, 1);
	AT("@@ -0,0 +1,2 @@", 0, 0, 1, 2);
	AT("@@ -7,2 +6,0 @@ a - b + c", 7, 2, 6, 0);
	AT("@@ -12,3", 12, 3, 0, 0);
	AT("@@ +13,4 @@", 0, 0, 13, 4);
	AT("@@ -", 0, 1, 0, 0);
	AT("@@ ", 0, 0, 0, 0);
	AT("", 0, 0, 0, 0);
	AT("@@ -1,99999999999999999999 +2 @@", 1, 9999999999, 2, 1);
	return tap_done();
}
