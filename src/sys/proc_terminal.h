/*
 * proc_terminal.h - programs that a person uses at the terminal: a pager, an editor.
 */
#ifndef LEADHAND_SYS_PROC_TERMINAL_H
#define LEADHAND_SYS_PROC_TERMINAL_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

bool terminal_is(int fd);
/* Columns and rows of the terminal behind standard output; COLUMNS and LINES come first; 80 and
 * 24 where nothing is known. */
void terminal_size(int *columns, int *rows);
/*
 * Run a program on our terminal, in our process group, and wait. `input`, where given, is its
 * standard input; it may stop reading at any time. Ctrl-C is the program's business meanwhile.
 * *status is its exit status or 128 + signal. ERR_MISSING where there is no such program.
 */
int terminal_run(const char *const *argv, const char *input, size_t len, int *status,
		 struct err *err) MUST_USE;

#endif
