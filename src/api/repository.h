/*
 * repository.h - a few facts about the lead's repository.
 */
#ifndef LEADHAND_API_REPOSITORY_H
#define LEADHAND_API_REPOSITORY_H

#include "floor/place.h"

#include <stdbool.h>

/* The branch that HEAD names, also before its first commit; NULL where HEAD is detached. The
 * caller's. */
char *repository_branch(const struct place *place);
/* Whether there is a branch of that name with a commit. */
bool repository_has_branch(const struct place *place, const char *branch);
/* The target that the configuration, or else the floor, or else HEAD names; the caller's, never
 * NULL. */
char *repository_target(const struct place *place, const char *configured, const char *known);

#endif
