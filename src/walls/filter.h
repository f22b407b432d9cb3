/*
 * filter.h - the filter of system calls (seccomp) for all that runs inside.
 *
 * Namespaces hide what there is; the filter keeps programs from parts of the
 * kernel that no build or test needs and that break-outs are made of. System calls
 * of a foreign architecture kill: nobody here has looked at those.
 */
#ifndef LEADHAND_WALLS_FILTER_H
#define LEADHAND_WALLS_FILTER_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum heard {
	HEARD_never,	/* the filter answers by itself */
	HEARD_refused,	/* somebody listens to what is refused */
	HEARD_all,	/* and to every call that writes */
};

/* From now on, for us and all that we start; powers must have been given up (no_new_privs). Where somebody
 * listens, *notify becomes the descriptor by which they do, the caller's; -1 where the kernel has none, or where
 * nobody does: then the filter answers by itself. */
int filter_load(enum heard heard, int *notify, struct err *err) MUST_USE;
/* The number of a system call here, -1 where there is none. */
int filter_number(const char *name);
/* Whether that call, one of CALL_seen, is refused after all: it makes a file that runs as its owner. */
bool filter_refuses(const char *name, const uint64_t args[6]);

#endif
