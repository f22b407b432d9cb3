/*
 * group.h - limits of all that runs in a box together, by control groups of the kernel.
 *
 * Version 1 and 2, below the group that we are in ourselves, where it is writable;
 * a controller that is not there limits nothing, and is said (group_holds()).
 * LEADHAND_CGROUP=none in our environment: no groups at all.
 */
#ifndef LEADHAND_WALLS_GROUP_H
#define LEADHAND_WALLS_GROUP_H

#include "walls/box.h"

enum group_kind { GROUP_memory, GROUP_processes, GROUP_cpu, GROUP_KINDS };

struct group;
/* Make `leadhand-NAME` with those limits; an old one of that name is taken over, whatever is left in it killed.
 * NULL where none can be made: then only limits of each process hold. */
struct group *group_new(const char *name, const struct box_limits *limits);
/* Whether a limit of that kind is held for all together. */
bool group_holds(const struct group *group, enum group_kind kind);
/* What a child joins by: descriptors for struct proc_extra's groups; borrowed. */
const int *group_doors(const struct group *group, int *count);
/* What ran out since it was made: a sentence, the caller's; NULL where nothing did. */
char *group_verdict(const struct group *group);
/* Kill what is left in it, and remove it. */
void group_free(struct group *group);
/* What the names of the groups of whoever works in this folder begin with, the caller's. */
char *group_owner(const char *folder);
/* Remove the empty groups that killed runners left, of those whose names may_go() takes; returns how many. An empty one
 * is not always left: whoever made it may be about to join it. */
int group_sweep(bool (*may_go)(void *owner, const char *name), void *owner);
/* What could be made here: 2, 1 or 0 (none), tried. */
int group_version(void);

#endif
