/*
 * buf.h - a growing string that is born with a ceiling.
 *
 * Whatever comes from outside is collected in one of these: it never takes more
 * than its limit, and says so afterwards instead of failing in the middle. The
 * content always ends in a NUL that does not count in `len`.
 */
#ifndef LEADHAND_BASE_BUF_H
#define LEADHAND_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data;	/* owned; NULL until something was added */
	size_t len;	/* bytes, without the closing NUL */
	size_t room;	/* bytes allocated */
	size_t limit;	/* bytes that `len` never passes */
	bool is_cut;	/* something did not fit and was dropped */
};

#define BUF_INIT(limit_bytes) { 0, 0, 0, (limit_bytes), false }

/* Append; what passes the limit is dropped, is_cut is set, and false returned. */
bool buf_add(struct buf *b, const void *data, size_t len);
bool buf_add_text(struct buf *b, const char *text);
bool buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Drop the first `n` bytes, n <= len. */
void buf_skip(struct buf *b, size_t n);
void buf_clear(struct buf *b);
/* The content, "" when empty; borrowed until the next call. */
const char *buf_text(const struct buf *b);
/* The content, never NULL, now the caller's; the buffer is empty again. */
char *buf_take(struct buf *b) __attribute__((returns_nonnull));
void buf_release(struct buf *b);

#endif
