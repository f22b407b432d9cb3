/*
 * output.h - the command line's way to the outside: standard output, a pager, an editor,
 * standard input.
 */
#ifndef LEADHAND_FACE_OUTPUT_H
#define LEADHAND_FACE_OUTPUT_H

#include "base/err.h"
#include "face/paper.h"

#include <stddef.h>

/* Paper for what is on standard output now: its width, and colour unless NO_COLOR or TERM say
 * no. */
void output_paper(struct paper *paper);
/* Print and flush; true where all of it was taken. */
bool output_print(const char *text, size_t len);
/* The same; on a terminal that it does not fit on, through $PAGER where `may_page`. */
bool output_paper_print(const struct paper *paper, bool may_page);
/* Print a text, or a part of a file: cleaned on a terminal, byte for byte otherwise. */
bool output_text(const char *text);
bool output_file_part(const char *path, long long from, long long to);
/* Open a file in $VISUAL or $EDITOR, where both ends are a terminal and one is set; otherwise
 * false, and nothing happened. */
bool output_edit(const char *path);
/* All of standard input, at most limit_bytes; the caller's. ERR_USAGE where it is longer. */
int input_read(size_t limit_bytes, char **text, struct err *err) MUST_USE;
/* Whether somebody could be asked something there. */
bool input_is_terminal(void);

/* Whether somebody sits at standard error. */
bool progress_is_seen(void);

#endif
