/*
 * shell.h - a command line as /bin/sh would take it apart: simple commands, and what joins them.
 *
 * Nothing is expanded, and nothing run. What is too odd to be followed sets is_odd; then who
 * judges by the parts keeps silent.
 */
#ifndef LEADHAND_SPEC_SHELL_H
#define LEADHAND_SPEC_SHELL_H

#include <stdbool.h>
#include <stddef.h>

enum shell_end {
	SHELL_last, /* the end of the text, or of a group */
	SHELL_next, /* ';' or a new line */
	SHELL_and,
	SHELL_or,
	SHELL_pipe,
	SHELL_behind, /* '&' */
};

struct shell_word {
	char *text;   /* owned; quotes are gone */
	bool is_open; /* the shell puts something in: a variable, a command, a pattern */
};

struct shell_command {
	struct shell_word *words; /* owned; none of a group */
	size_t count;
	enum shell_end end; /* what follows it */
	int depth;	    /* of groups around it; a group's own entry comes behind what is in it */
	bool is_group;	    /* (...), {...}, if, for, while: one entry for all of it */
	size_t at, stop;    /* its bytes in the text */
};

struct shell {
	struct shell_command *commands; /* owned */
	size_t count;
	bool is_odd;
};

/* Take a text of at most 64 KiB apart. */
void shell_parse(const char *text, struct shell *shell);
/*
 * The first word that is a program: behind assignments, '!', and programs that run others (env, time, timeout, nice,
 * exec, command, nohup). Its place in words; count where there is none.
 */
size_t shell_program(const struct shell_command *command);
/* Whether a word of the command is exactly that. */
bool shell_has(const struct shell_command *command, const char *word);
void shell_release(struct shell *shell);

#endif
