/*
 * command.h - what a command line of git says; pure.
 *
 * Git takes options of its own before the verb, letters in clusters, long names cut
 * short, and values in the next word. Whoever guards it has to read it as git does.
 */
#ifndef LEADHAND_SWARM_COMMAND_H
#define LEADHAND_SWARM_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/* What stands before the verb. */
struct command {
	char *dir;			     /* owned: all -C, one after the other; "" where none */
	const char *git_dir, *work_tree;     /* borrowed, NULL where not said */
	const char *odd;		     /* borrowed: the first option that could lead around a guard */
	const char *const *verb;	     /* borrowed: the verb and what follows; *verb is NULL where there is none */
};
/* argv[0] is the program. */
void command_read(struct command *command, const char *const *argv);
void command_release(struct command *command);

/* What stands behind the verb; all borrowed from it but the arrays. */
struct words {
	const char **operand; /* owned array */
	size_t n, before;     /* how many, and how many of them before "--" */
	bool is_divided;      /* there is a "--" */
	const char **option;  /* owned array: long ones, with their dashes */
	size_t option_n;
	char letters[128];    /* of all short options */
};
/* `shorts` are the letters, `longs` the names between blanks, that take a value in the next word. */
void words_read(struct words *words, const char *const *argv, const char *shorts, const char *longs);
bool words_has_letter(const struct words *words, char letter);
/* Whether the long option is there, also cut short ("--har") or with a value. */
bool words_has_option(const struct words *words, const char *name);
void words_release(struct words *words);

#endif
