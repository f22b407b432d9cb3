/* message.c - see message.h. */
#include "land/message.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

enum {
	MAX_TITLE = 200,
	MAX_BODY = 64 << 10,
	MAX_LINE = 500,
};

static bool looks_like_ours(const char *line)
{
	return !strncasecmp(line, "Leadhand-", 9) || !strncasecmp(line, "Approved-by", 11);
}

static void add_title(struct buf *text, const struct land_message *message)
{
	_autofree_ char *title = text_clean(message->title, strlen(message->title), MAX_TITLE);
	const char *from = title + strspn(title, " ");

	/* git takes blanks from the front of a line, so a title cannot be indented as the body is. */
	if (!*from || looks_like_ours(from))
		buf_printf(text, "Task %s%s", message->task, *from ? ": " : "");
	buf_printf(text, "%s\n\n", from);
}

static void add_body(struct buf *text, const char *body)
{
	_autofree_ char *clean = text_clean_block(body, strlen(body), MAX_BODY);
	struct lines walk;
	size_t from = text->len;

	LINES_EACH(walk, clean) {
		size_t len = strlen(walk.line);

		while (len && strchr(" \t", walk.line[len - 1]))
			walk.line[--len] = 0;
		if (!len && text->len == from)
			continue;
		buf_printf(text, "%s%s\n", looks_like_ours(walk.line) ? "    " : "", walk.line);
	}
	while (text->len > from + 1 && text->data[text->len - 2] == '\n')
		text->data[--text->len] = 0;
	if (text->len > from)
		buf_add_text(text, "\n");
}

static void add_trailer(struct buf *text, const char *name, const char *value)
{
	_autofree_ char *clean = text_clean(value, strlen(value), MAX_LINE);

	buf_printf(text, "%s: %s\n", name, clean);
}

char *message_text(const struct land_message *message)
{
	struct buf text = BUF_INIT(4 * MAX_BODY);

	add_title(&text, message);
	add_body(&text, message->body ? message->body : "");
	add_trailer(&text, "Leadhand-Task", message->task);
	add_trailer(&text, "Leadhand-Agent", message->agent);
	add_trailer(&text, "Approved-by", message->approved_by);
	return buf_take(&text);
}

void message_person(const char *person, const char *prefix, char **name, char **mail)
{
	_autofree_ char *clean = text_clean(person, strlen(person), MAX_LINE);
	char *open = strrchr(clean, '<'), *close = open ? strchr(open, '>') : 0;
	size_t len = open ? (size_t)(open - clean) : strlen(clean);

	while (len && clean[len - 1] == ' ')
		len--;
	if (close)
		*close = 0;
	*name = mem_printf("%s_NAME=%.*s", prefix, len ? (int)len : 8, len ? clean : "leadhand");
	*mail = mem_printf("%s_EMAIL=%s", prefix, close && open[1] ? open + 1 : "leadhand@localhost.invalid");
}
