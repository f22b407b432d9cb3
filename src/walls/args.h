/*
 * args.h - the argument list of the program that puts up the walls (bwrap).
 *
 * It is handed over in a file in memory: nothing of it stands in a process
 * list, and it may be of any length.
 */
#ifndef LEADHAND_WALLS_ARGS_H
#define LEADHAND_WALLS_ARGS_H

#include "base/buf.h"
#include "base/err.h"

enum { ARGS_LIMIT = 4 << 20 };

struct args {
	struct buf words; /* each ends with a NUL */
};

#define ARGS_INIT { BUF_INIT(ARGS_LIMIT) }
/* Add words, up to a NULL; copied. */
void args_add(struct args *args, ...) __attribute__((sentinel));
/* A sealed file with the list, at its beginning, close-on-exec: the caller's. -1 and err where it cannot be. */
int args_file(const struct args *args, struct err *err) MUST_USE;
void args_release(struct args *args);

#endif
