/* paper.c - see paper.h; tables are in sheet.c. */
#include "face/paper.h"

#include "base/mem.h"
#include "base/text.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <wchar.h>

enum { PAPER_BYTES = 64 << 20, TEXT_BYTES = 4000, BLOCK_BYTES = 32 << 20 };

void paper_init(struct paper *paper, int columns, bool has_colour)
{
	*paper = (struct paper){ BUF_INIT(PAPER_BYTES), columns, has_colour };
}

void paper_release(struct paper *paper)
{
	buf_release(&paper->text);
}

static void put_clean(struct paper *paper, enum ink ink, const char *clean)
{
	static const char *const begins[] = { "",	  "\033[1m",  "\033[2m",  "\033[31m",
					      "\033[32m", "\033[33m", "\033[34m", "\033[36m" };
	bool has_ink = paper->has_colour && ink != INK_plain && *clean;

	if (has_ink)
		buf_add_text(&paper->text, begins[ink]);
	buf_add_text(&paper->text, clean);
	if (has_ink)
		buf_add_text(&paper->text, "\033[0m");
}

void paper_put(struct paper *paper, enum ink ink, const char *text)
{
	_autofree_ char *clean = text_clean(text, strlen(text), TEXT_BYTES);

	put_clean(paper, ink, clean);
}

void paper_print(struct paper *paper, enum ink ink, const char *fmt, ...)
{
	_autofree_ char *text = 0;
	va_list ap;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	paper_put(paper, ink, text);
}

void paper_end_line(struct paper *paper)
{
	struct buf *text = &paper->text;

	/* An empty last cell leaves the gap before it. */
	while (text->len && text->data[text->len - 1] == ' ')
		text->data[--text->len] = 0;
	buf_add_text(text, "\n");
}

void paper_block(struct paper *paper, enum ink ink, int indent, const char *text, size_t lines)
{
	_autofree_ char *clean = text_clean_block(text, strlen(text), BLOCK_BYTES);
	size_t count = lines_count(clean), n = 0;
	struct lines walk;

	LINES_EACH(walk, clean) {
		if (lines && n++ == lines && count > lines) {
			lines_stop(&walk);
			paper_print(paper, INK_dim, "%*s... and %zu line%s more", indent, "",
				    count - lines, text_plural((long long)(count - lines)));
			paper_end_line(paper);
			return;
		}
		paper_print(paper, INK_plain, "%*s", indent, "");
		put_clean(paper, ink, walk.line);
		paper_end_line(paper);
	}
}

int text_columns(const char *text)
{
	mbstate_t state = { 0 };
	int columns = 0;

	while (*text) {
		wchar_t code;
		size_t n = mbrtowc(&code, text, MB_LEN_MAX, &state);
		int width;

		/* Without a locale for it a byte that is not ASCII is only guessed at. */
		if (n == (size_t)-1 || n == (size_t)-2 || !n) {
			columns += (*text & 0xc0) != 0x80;
			text++;
			state = (mbstate_t){ 0 };
			continue;
		}
		width = wcwidth(code);
		columns += width > 0 ? width : 0;
		text += n;
	}
	return columns;
}

static void wrap_line(struct paper *paper, int indent, const char *line)
{
	int room = paper->columns - indent, used = 0;

	paper_print(paper, INK_plain, "%*s", indent, "");
	while (*line) {
		size_t space = strspn(line, " "), len = strcspn(line + space, " ");
		_autofree_ char *word = mem_dup_part(line, space + len);
		int columns = text_columns(word);

		if (used && used + columns > room) {
			paper_end_line(paper);
			paper_print(paper, INK_plain, "%*s", indent, "");
			memmove(word, word + space, len + 1);
			columns -= (int)space;
			used = 0;
		}
		put_clean(paper, INK_plain, word);
		used += columns;
		line += space + len;
	}
	paper_end_line(paper);
}

void paper_wrap(struct paper *paper, int indent, const char *text)
{
	_autofree_ char *clean = text_clean_block(text, strlen(text), BLOCK_BYTES);
	struct lines walk;

	if (!paper->columns) {
		paper_block(paper, INK_plain, indent, text, 0);
		return;
	}
	LINES_EACH(walk, clean)
		wrap_line(paper, indent, walk.line);
}
