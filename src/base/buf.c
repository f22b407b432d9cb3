/* buf.c - see buf.h. */
#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void buf_make_room(struct buf *b, size_t wanted)
{
	size_t room = b->room ? b->room : 64;

	if (wanted + 1 <= b->room)
		return;
	while (room < wanted + 1)
		room *= 2;
	b->data = mem_grow(b->data, room, 1);
	b->room = room;
}

bool buf_add(struct buf *b, const void *data, size_t len)
{
	size_t left = b->limit - b->len;

	if (len > left) {
		b->is_cut = true;
		len = left;
	}
	buf_make_room(b, b->len + len);
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = 0;
	return !b->is_cut;
}

bool buf_add_text(struct buf *b, const char *text)
{
	return buf_add(b, text, strlen(text));
}

bool buf_printf(struct buf *b, const char *fmt, ...)
{
	_autofree_ char *text = 0;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0)
		abort();
	return buf_add(b, text, (size_t)len);
}

void buf_skip(struct buf *b, size_t n)
{
	if (!b->data)
		return;
	memmove(b->data, b->data + n, b->len - n + 1);
	b->len -= n;
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	b->is_cut = false;
	if (b->data)
		b->data[0] = 0;
}

const char *buf_text(const struct buf *b)
{
	return b->data ? b->data : "";
}

char *buf_take(struct buf *b)
{
	char *text = b->data ? steal(&b->data) : mem_dup("");

	b->len = b->room = 0;
	b->is_cut = false;
	return text;
}

void buf_release(struct buf *b)
{
	free(b->data);
	b->data = 0;
	b->len = b->room = 0;
}
