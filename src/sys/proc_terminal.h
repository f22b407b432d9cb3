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

struct loop;
struct proc_extra;
/*
 * A program on our terminal, in our process group, while a loop of ours runs: what is typed, Ctrl-Z and the size of the
 * window are its own, Ctrl-C and Ctrl-\ do nothing to us from then on. The kernel kills it when we die.
 */
struct terminal_spec {
	const char *const *argv; /* borrowed, as all */
	const char *const *env;	 /* as struct proc's env */
	const char *dir;
	const struct proc_extra *extra;
	void (*exited)(void *owner, int status); /* once: its exit status or 128 + signal */
	void *owner;
};
struct terminal_child;
int terminal_child_new(struct loop *loop, const struct terminal_spec *spec, struct terminal_child **out,
		       struct err *err) MUST_USE;
/* It must have ended. The terminal is as it was, whatever the program left of it. */
void terminal_child_free(struct terminal_child *child);

#endif
