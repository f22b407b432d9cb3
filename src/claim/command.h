/*
 * command.h - what a command line is for, as far as its words tell. Pure.
 */
#ifndef LEADHAND_CLAIM_COMMAND_H
#define LEADHAND_CLAIM_COMMAND_H

#include <stdbool.h>

/* Whether it looks like a command at all: `make test`, `./run.sh`, `pytest`, and not `test_foo`. */
bool command_is_one(const char *text);
/* Whether these words are one when nobody quotes them: known programs with what they are asked for. */
bool command_is_known(const char *first, const char *second);
/* Whether all words of `claimed` stand in it, in their order. */
bool command_holds(const char *line, const char *claimed);
bool command_is_test(const char *line);
/* Whether it can only look, and run nothing: git, ls, cat ... */
bool command_is_look(const char *line);
/* Whether its exit status may be another program's: `|| true`, a pipe, `;`. */
bool command_is_masked(const char *line);

#endif
