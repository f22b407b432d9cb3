/* reply.c - see reply.h. */
#include "walls/reply.h"

#include "walls/request.h"

#include <string.h>
#include <strings.h>

static bool is_field(const char *line, size_t len, const char *name)
{
	size_t n = strlen(name);

	return len > n && line[n] == ':' && !strncasecmp(line, name, n);
}

static bool is_of_this_hop(const char *line, size_t len)
{
	static const char *const names[] = { "Connection", "Keep-Alive", "Proxy-Connection",
					     "Proxy-Authenticate" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is_field(line, len, names[i]))
			return true;
	return false;
}

/* "HTTP/1.1 103": more heads follow. With 101 the connection becomes something else. */
static bool is_interim(const char *head, size_t len)
{
	return len > 12 && head[9] == '1' && memcmp(head + 9, "101", 3) != 0;
}

static void tell(const char *head, size_t len, struct buf *out)
{
	bool is_dropped = false;
	const char *end = head + len - 2;

	while (head < end) {
		size_t line = (size_t)((const char *)memchr(head, '\n', (size_t)(end - head)) - head) + 1;

		/* A folded line belongs to the one before. */
		if (*head != ' ' && *head != '\t')
			is_dropped = is_of_this_hop(head, line);
		if (!is_dropped)
			buf_add(out, head, line);
		head += line;
	}
	buf_add_text(out, "Connection: close\r\n\r\n");
}

/* One whole head off the front. */
static void take_head(struct reply *reply, size_t len, struct buf *out)
{
	const char *head = reply->head.data;

	reply->is_told = !is_interim(head, len) || memcmp(head, "HTTP/1.", 7) != 0;
	if (reply->is_told && !memcmp(head, "HTTP/1.", len < 7 ? len : 7))
		tell(head, len, out);
	else
		buf_add(out, head, len);
	buf_skip(&reply->head, len);
}

void reply_init(struct reply *reply)
{
	*reply = (struct reply){ .head = BUF_INIT(REQUEST_HEAD_MAX) };
}

void reply_take(void *owner, const char *data, size_t len, struct buf *out)
{
	struct reply *reply = owner;
	bool is_end = !len;

	while (!reply->is_told && (len || is_end)) {
		size_t room = REQUEST_HEAD_MAX - reply->head.len, fits = len < room ? len : room, head;

		buf_add(&reply->head, data, fits);
		data += fits;
		len -= fits;
		while (!reply->is_told && (head = request_head_len(reply->head.data, reply->head.len)))
			take_head(reply, head, out);
		if (is_end || reply->head.len == REQUEST_HEAD_MAX)
			reply->is_told = true;
	}
	if (!reply->is_told)
		return;
	buf_add(out, reply->head.data, reply->head.len);
	buf_release(&reply->head);
	buf_add(out, data, len);
}

void reply_release(struct reply *reply)
{
	buf_release(&reply->head);
}
