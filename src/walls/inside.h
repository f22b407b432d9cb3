/*
 * inside.h - the first program inside the walls, which runs the one that was asked for.
 *
 * What bwrap has no word for is done here: limits of each process, a keyring of
 * its own, no core dumps, SIGTERM heard again, and the filter of system calls.
 */
#ifndef LEADHAND_WALLS_INSIDE_H
#define LEADHAND_WALLS_INSIDE_H

#include "base/err.h"

struct inside {
	long long memory_bytes, processes, file_bytes, files; /* 0: none */
	int tells_writes; /* calls that fail by themselves are heard of too */
	int talk; /* a socket over which the filter's descriptor is handed out, -1: nobody listens */
};

/* The same as one word of a command line, the caller's. */
char *inside_word(const struct inside *inside);
/*
 * Read such a word, do all that, and run argv to its end as the first process of the namespace: were that one of bwrap's,
 * which no filter holds, a program inside could take it over and do by it whatever is refused to itself. *status is what to
 * end with, and err tells what could not be done.
 */
int inside_run(const char *word, const char *const *argv, int *status, struct err *err) MUST_USE;

#endif
