/*
 * stand_in.h - leadhand by another name: git, rm and mv of a session, and hooks of the shared repository.
 *
 * A session finds them first on its PATH. They look at what is asked, refuse what
 * would take others' work away (guard.h), and then become the real program.
 */
#ifndef LEADHAND_SWARM_STAND_IN_H
#define LEADHAND_SWARM_STAND_IN_H

#include "base/err.h"

#include <stdbool.h>

/* Whether the program was called by a name that stands in for another. */
bool stand_in_is_meant(const char *name);
/* Only comes back where it is refused or fails, and for a hook that agrees (0). */
int stand_in_run(char *const *argv, struct err *err) MUST_USE;

#endif
