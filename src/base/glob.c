/* glob.c - see glob.h. */
#include "base/glob.h"

#include "base/text.h"

#include <string.h>

int glob_check(const char *pattern, struct err *err)
{
	const char *s = pattern;

	if (!*s)
		return err_set(err, ERR_USAGE, "the pattern is empty");
	if (strlen(s) > 512)
		return err_set(err, ERR_USAGE, "the pattern is longer than 512 bytes");
	if (*s == '/')
		return err_set(err, ERR_USAGE, "'%s' is absolute: patterns begin at the top of the repository", s);
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || strchr("[]\\", *s))
			return err_set(err, ERR_USAGE, "'%s' holds '%c': only '*', '?' and '**' are special",
				       pattern, (unsigned char)*s < 0x20 ? '?' : *s);
	for (s = pattern; *s;) {
		size_t len = strcspn(s, "/");

		if ((len == 1 && s[0] == '.') || (len == 2 && s[0] == '.' && s[1] == '.'))
			return err_set(err, ERR_USAGE, "'%s' holds '%.*s'", pattern, (int)len, s);
		if (!len)
			return err_set(err, ERR_USAGE, "'%s' holds '//'", pattern);
		s += len + (s[len] == '/');
	}
	return 0;
}

static bool is_deep(const char *pattern)
{
	return pattern[0] == '*' && pattern[1] == '*' && (pattern[2] == '/' || !pattern[2]);
}

/* One segment against one segment: the classic walk with a single point of return. */
static bool segment_match(const char *p, const char *pend, const char *s, const char *send)
{
	const char *star = 0, *back = 0;

	while (s < send) {
		if (p < pend && *p == '*') {
			star = ++p;
			back = s;
		} else if (p < pend && (*p == '?' || *p == *s)) {
			p++, s++;
		} else if (star) {
			p = star;
			s = ++back;
		} else {
			return false;
		}
	}
	while (p < pend && *p == '*')
		p++;
	return p == pend;
}

static const char *after_segment(const char *s)
{
	s = strchrnul(s, '/');
	return *s ? s + 1 : s;
}

bool glob_match(const char *pattern, const char *path)
{
	const char *deep = 0, *back = 0;

	for (;;) {
		const char *pend = strchrnul(pattern, '/'), *send = strchrnul(path, '/');

		if (!*pattern && !*path)
			return true;
		if (is_deep(pattern)) {
			/* '**' last is everything below, and a pattern that ends in '/' is the same. */
			if (!pattern[2])
				return true;
			deep = pattern += 3;
			back = path;
		} else if (*pattern && *path && segment_match(pattern, pend, path, send) &&
			   (!*pend || pend[1] || *send)) {
			if (*pend && !pend[1])
				return true;
			pattern = after_segment(pattern);
			path = after_segment(path);
		} else if (deep && *back) {
			pattern = deep;
			path = back = after_segment(back);
		} else {
			return false;
		}
	}
}

static bool segments_may_meet(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t i = 0, tail = 0;
	bool a_is_wild = memchr(a, '*', alen), b_is_wild = memchr(b, '*', blen);

	if (!a_is_wild && !b_is_wild && alen != blen)
		return false;
	/* What stands before the first star, and after the last, must agree. */
	while (i < alen && i < blen && a[i] != '*' && b[i] != '*') {
		if (a[i] != b[i] && a[i] != '?' && b[i] != '?')
			return false;
		i++;
	}
	while (tail < alen - i && tail < blen - i && a[alen - tail - 1] != '*' &&
	       b[blen - tail - 1] != '*') {
		char x = a[alen - tail - 1], y = b[blen - tail - 1];

		if (x != y && x != '?' && y != '?')
			return false;
		tail++;
	}
	return true;
}

bool glob_overlap(const char *a, const char *b)
{
	for (;;) {
		size_t alen = strcspn(a, "/"), blen = strcspn(b, "/");

		if (is_deep(a) || is_deep(b))
			return true;
		if (!*a || !*b)
			return !*a && !*b;
		if (!segments_may_meet(a, alen, b, blen))
			return false;
		/* "dir/" is all that is below dir. */
		if ((a[alen] && !a[alen + 1]) || (b[blen] && !b[blen + 1]))
			return a[alen] && b[blen];
		a = after_segment(a);
		b = after_segment(b);
	}
}

bool glob_match_any(const char *patterns, const char *path)
{
	struct lines walk;

	LINES_EACH(walk, patterns)
		if (glob_match(walk.line, path)) {
			lines_stop(&walk);
			return true;
		}
	return false;
}

bool glob_lists_overlap(const char *a, const char *b)
{
	struct lines x, y;

	if (text_is_empty(a) || text_is_empty(b))
		return true;
	LINES_EACH(x, a)
		LINES_EACH(y, b)
			if (glob_overlap(x.line, y.line)) {
				lines_stop(&x);
				lines_stop(&y);
				return true;
			}
	return false;
}
