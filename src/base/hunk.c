/* hunk.c - see hunk.h. */
#include "base/hunk.h"

#include <string.h>

#define NUMBER_MOST 1000000000

static long long read_number(const char **at, const char *end)
{
	long long number = 0;

	for (; *at < end && **at >= '0' && **at <= '9'; ++*at)
		if (number < NUMBER_MOST)
			number = 10 * number + (**at - '0');
	return number;
}

/* "-12,3", or "-12" for one line; moves on behind it. */
static struct hunk_side read_side(const char **at, const char *end, char sign)
{
	const char *from = *at < end ? memchr(*at, sign, (size_t)(end - *at)) : 0;
	struct hunk_side side = { 0 };

	if (!from)
		return side;
	*at = from + 1;
	side.at = read_number(at, end);
	side.count = 1;
	if (*at < end && **at == ',') {
		++*at;
		side.count = read_number(at, end);
	}
	return side;
}

struct hunk hunk_read(const char *line, size_t len)
{
	const char *at = line, *end = line + len;
	struct hunk hunk = { .old = read_side(&at, end, '-') };

	hunk.now = read_side(&at, end, '+');
	return hunk;
}
