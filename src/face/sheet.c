/* sheet.c - tables; see paper.h. */
#include "face/paper.h"

#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

enum { CELL_BYTES = 400, GAP = 2, LAST_LEAST = 10 };

void sheet_cell(struct sheet *sheet, enum ink ink, const char *text)
{
	assert(sheet->columns > 0 && sheet->columns <= SHEET_COLUMNS);
	sheet->cells = mem_grow(sheet->cells, sheet->count + 1, sizeof(*sheet->cells));
	sheet->cells[sheet->count++] =
		(struct sheet_cell){ text_clean(text, strlen(text), CELL_BYTES), ink };
}

static void measure(const struct sheet *sheet, int *widths)
{
	for (size_t i = 0; i < sheet->count; i++) {
		int width = text_columns(sheet->cells[i].text);
		size_t at = i % sheet->columns;

		if (width > widths[at])
			widths[at] = width;
	}
}

/* The beginning of a text that takes at most so many columns, the caller's. */
static char *cut(const char *text, int columns)
{
	size_t len = strlen(text);
	char *part = mem_dup(text);

	if (text_columns(text) <= columns)
		return part;
	while (len && text_columns(part) > columns - 3) {
		do
			len--;
		while (len && (part[len] & 0xc0) == 0x80);
		part[len] = 0;
	}
	mem_replace(&part, mem_printf("%s...", part));
	return part;
}

static int room_of_last(const struct sheet *sheet, const struct paper *paper, const int *widths,
			int indent)
{
	int room = paper->columns - indent;

	if (!paper->columns)
		return INT_MAX;
	for (size_t i = 0; i + 1 < sheet->columns; i++)
		room -= widths[i] ? widths[i] + GAP : 0;
	return room < LAST_LEAST ? LAST_LEAST : room;
}

void sheet_print(struct sheet *sheet, struct paper *paper, int indent)
{
	int widths[SHEET_COLUMNS] = { 0 }, last;

	measure(sheet, widths);
	last = room_of_last(sheet, paper, widths, indent);
	for (size_t i = 0; i < sheet->count; i++) {
		size_t at = i % sheet->columns;
		bool is_last = at + 1 == sheet->columns;
		_autofree_ char *shown = is_last ? cut(sheet->cells[i].text, last)
						 : mem_dup(sheet->cells[i].text);

		if (!at)
			paper_print(paper, INK_plain, "%*s", indent, "");
		if (widths[at] || is_last)
			paper_put(paper, sheet->cells[i].ink, shown);
		if (is_last)
			paper_end_line(paper);
		else if (widths[at])
			paper_print(paper, INK_plain, "%*s",
				    widths[at] + GAP - text_columns(shown), "");
		free(sheet->cells[i].text);
	}
	free(sheet->cells);
	*sheet = (struct sheet){ .columns = sheet->columns };
}
