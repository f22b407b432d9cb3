/*
 * cause.h - why a gate is red, where that is no test's verdict. Pure: the exit status and the end of what it printed.
 *
 * A test that fails without the change shows something only where an assertion of it did not hold. A module that is
 * missing, a file that does not compile, a command that is not there fail for any change.
 */
#ifndef LEADHAND_GATE_CAUSE_H
#define LEADHAND_GATE_CAUSE_H

#define RED_CAUSES(X)                                                                      \
	X(command, "a command is missing, or cannot be run")                               \
	X(missing, "what is imported, or a file, is missing")                              \
	X(compile, "it does not compile")                                                  \
	X(empty, "no test was run")                                                        \
	X(error, "its tests came to no verdict")                                           \
	X(crash, "it was killed")

/* A word of the list, or "" where it may as well be an assertion. Borrowed for ever. */
const char *cause_of(int status, const char *output);
/* What a word means, for people; "" for another one. */
const char *cause_words(const char *word);

#endif
