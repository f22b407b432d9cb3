/* feed.c - see feed.h. */
#include "runner/feed.h"

#include <string.h>

/* A buffer that one long line has grown is given back. */
enum { KEEP_BYTES = 64 << 10 };

void feed_init(struct feed *feed, size_t limit_bytes,
	       void (*take)(void *owner, const char *line, size_t len), void *owner)
{
	*feed = (struct feed){ .line = BUF_INIT(limit_bytes), .take = take, .owner = owner };
}

static void feed_gather(struct feed *feed, const char *data, size_t len)
{
	if (feed->is_dropping)
		return;
	if (feed->line.len + len <= feed->line.limit) {
		buf_add(&feed->line, data, len);
		return;
	}
	feed->is_dropping = true;
	feed->dropped++;
	buf_release(&feed->line);
}

static void feed_give(struct feed *feed)
{
	if (!feed->is_dropping)
		feed->take(feed->owner, buf_text(&feed->line), feed->line.len);
	feed->is_dropping = false;
	if (feed->line.room > KEEP_BYTES)
		buf_release(&feed->line);
	else
		buf_clear(&feed->line);
}

void feed_add(struct feed *feed, const char *data, size_t len)
{
	while (len) {
		const char *end = memchr(data, '\n', len);
		size_t piece = end ? (size_t)(end - data) : len;

		feed_gather(feed, data, piece);
		if (!end)
			return;
		feed_give(feed);
		data += piece + 1;
		len -= piece + 1;
	}
}

void feed_end(struct feed *feed)
{
	if (feed->line.len)
		feed_give(feed);
	feed->is_dropping = false;
}

void feed_release(struct feed *feed)
{
	buf_release(&feed->line);
}
