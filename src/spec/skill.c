/* skill.c - see skill.h. */
#include "spec/skill.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

static const char *line_end(const char *line)
{
	return strchrnul(line, '\n');
}

static const char *next_line(const char *line)
{
	const char *end = line_end(line);

	return *end ? end + 1 : end;
}

static bool is_fence(const char *line)
{
	return text_starts(line, "---") && strspn(line + 3, " \t\r") == (size_t)(line_end(line) - line - 3);
}

/* The lines of a block, indented, in one; and a text that goes on in the next lines. */
static void add_more(struct buf *value, const char *line, const char *end)
{
	for (; line < end && (*line == ' ' || *line == '\t'); line = next_line(line)) {
		const char *words = line + strspn(line, " \t");

		if (value->len)
			buf_add_text(value, " ");
		buf_add(value, words, (size_t)(line_end(words) - words));
	}
}

/* In quotes or not: two marks around the whole are not part of it. */
static char *without_marks(const char *text, size_t limit_bytes)
{
	size_t len = strlen(text);

	while (len && strchr(" \t\r", text[len - 1]))
		len--;
	if (len > 1 && (*text == '"' || *text == '\'') && text[len - 1] == *text) {
		text++;
		len -= 2;
	}
	return text_clean(text, len, limit_bytes);
}

static char *value_of(const char *front, const char *end, const char *key, size_t limit_bytes)
{
	_cleanup_(buf_release) struct buf value = BUF_INIT(4 * SKILL_DESCRIPTION_BYTES);
	size_t key_len = strlen(key);

	for (const char *line = front; line < end; line = next_line(line)) {
		const char *rest = line + key_len;

		if (!text_starts(line, key) || *rest != ':')
			continue;
		rest += 1 + strspn(rest + 1, " \t");
		/* "|", ">-": the words are in the lines below. */
		if (!strchr("|>", *rest) || !*rest)
			buf_add(&value, rest, (size_t)(line_end(rest) - rest));
		add_more(&value, next_line(line), end);
		break;
	}
	return without_marks(buf_text(&value), limit_bytes);
}

void skill_read(const char *text, struct skill *skill)
{
	const char *front = next_line(text), *end = front;
	bool has_front = is_fence(text);

	while (has_front && *end && !is_fence(end))
		end = next_line(end);
	has_front = has_front && *end;
	skill->body = has_front ? next_line(end) : text;
	if (!has_front)
		end = front;
	skill->name = value_of(front, end, "name", SKILL_NAME_BYTES);
	skill->description = value_of(front, end, "description", SKILL_DESCRIPTION_BYTES);
}

void skill_release(struct skill *skill)
{
	free(skill->name);
	free(skill->description);
	*skill = (struct skill){ 0 };
}
