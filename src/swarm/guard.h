/*
 * guard.h - what would destroy the work of others in a shared checkout; pure.
 *
 * A table of git's verbs says which are harmless, and of the others when not. What
 * stands in no row is refused: so no alias and no later git leads around it. It keeps
 * honest agents from accidents; what lands is decided elsewhere, from outside.
 */
#ifndef LEADHAND_SWARM_GUARD_H
#define LEADHAND_SWARM_GUARD_H

#include "swarm/reserve.h"

struct guard {
	const struct reserve *claims; /* borrowed: those that hold now */
	long long session;
	const char *top;    /* borrowed: the checkout, absolute */
	const char *prefix; /* borrowed: where the program runs, from the top; "" is the top */
	/* Whether a path from the top is a folder; NULL where nobody can tell. */
	bool (*is_folder)(const struct guard *guard, const char *path);
};

/* `verb` is git's verb with what follows it. ERR_REFUSED says what it would do, and what to do instead. */
int guard_git(const struct guard *guard, const char *const *verb, struct err *err) MUST_USE;
/* Whether the arguments of rm ask for whole folders. */
bool guard_is_recursive(const char *const *argv);
/* Whether the session may remove or move what stands at an absolute path, with all below it. */
int guard_path(const struct guard *guard, const char *program, const char *path, struct err *err) MUST_USE;
/* Whether the session may commit these paths, a list. */
int guard_commit(const struct guard *guard, const char *paths, struct err *err) MUST_USE;
/* A path as the words say it, from the top, the caller's; NULL where it lies outside or is git's own magic. */
char *guard_place(const struct guard *guard, const char *path);

#endif
