/*
 * calls.h - the system calls that the walls know by name, one table for who forbids and who tells.
 *
 * What is not in it is allowed. A call whose parameters are looked at (socket,
 * clone, ioctl ...) is refused for some of them only; filter.c says which.
 */
#ifndef LEADHAND_WALLS_CALLS_H
#define LEADHAND_WALLS_CALLS_H

#include <stddef.h>

enum call_answer {
	CALL_refused,  /* EPERM */
	CALL_unknown,  /* ENOSYS: programs have another way, and take it */
	CALL_some,     /* EPERM where the filter says so by its parameters */
	CALL_seen,     /* goes on, and fails by itself where it should; told where it cannot succeed */
	CALL_silent,   /* ENOSYS, and never told: everybody tries it */
};

struct call_rule {
	const char *name;
	enum call_answer answer;
	const char *deed;    /* "mount": what was tried, after "tried to " */
	signed char folder;  /* which parameter is a descriptor that the path hangs on, -1: none */
	signed char path;    /* which one is a path, -1: none */
	signed char peer;    /* which one is the address of a socket, and the next its length; 0: none */
};

extern const struct call_rule call_rules[];
extern const size_t call_rule_count;

#endif
