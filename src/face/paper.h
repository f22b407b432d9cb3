/*
 * paper.h - what is going to be printed for a person.
 *
 * Nothing that came from outside reaches a terminal but through here: every text is
 * cleaned when it is put down, and the only escape sequences are the colours that paper
 * itself adds. It grows to a ceiling and is then cut, with a line that says so.
 */
#ifndef LEADHAND_FACE_PAPER_H
#define LEADHAND_FACE_PAPER_H

#include "base/buf.h"

#include <stdbool.h>

enum ink { INK_plain, INK_bold, INK_dim, INK_red, INK_green, INK_yellow, INK_blue, INK_cyan };

struct paper {
	struct buf text;
	int columns; /* of the terminal; 0 where lines may be of any length */
	bool has_colour;
};

void paper_init(struct paper *paper, int columns, bool has_colour);
/* One line's worth of text: newlines become spaces. */
void paper_put(struct paper *paper, enum ink ink, const char *text);
void paper_print(struct paper *paper, enum ink ink, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void paper_end_line(struct paper *paper);
/* Many lines, each after `indent` spaces, at most `lines` of them (0: all); "" puts nothing. */
void paper_block(struct paper *paper, enum ink ink, int indent, const char *text, size_t lines);
/* The same for a paragraph, broken between words where the terminal is too narrow. */
void paper_wrap(struct paper *paper, int indent, const char *text);
void paper_release(struct paper *paper);

/* The columns that a clean text takes on a terminal. */
int text_columns(const char *text);

/*
 * A table whose columns are as wide as they have to be. Cells are put row by row; where the
 * terminal is too narrow the last column is cut.
 */
enum { SHEET_COLUMNS = 12 };
struct sheet {
	struct sheet_cell {
		char *text; /* owned */
		enum ink ink;
	} * cells; /* owned; row after row */
	size_t count, columns;
};
void sheet_cell(struct sheet *sheet, enum ink ink, const char *text);
/* Print what was put and forget it. */
void sheet_print(struct sheet *sheet, struct paper *paper, int indent);

#endif
