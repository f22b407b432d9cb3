/*
 * nest.h - places in a folder that an agent fills, where we put something of ours.
 *
 * It may have left a link in the place of any file or folder: none is followed, what
 * stands in the way is removed. Only while nothing of the agent's runs.
 */
#ifndef LEADHAND_RUNNER_NEST_H
#define LEADHAND_RUNNER_NEST_H

#include "base/err.h"

#include <stddef.h>

/* A folder below root, made with those above where missing. */
int nest_folder(const char *root, const char *name, struct err *err) MUST_USE;
/* Nothing stands at that name below root, and all above are folders. */
int nest_clear(const char *root, const char *name, struct err *err) MUST_USE;
/* A file with that text, not synced: what is ours there is made again each time. */
int nest_put(const char *root, const char *name, const char *text, size_t len, struct err *err) MUST_USE;
/* What is kept in a file there, the caller's; NULL where there is none, where it is larger, and of a link that leads out of
 * root: what is read goes back to the agent, so it must be nothing else of the lead's. */
char *nest_read(const char *root, const char *name, size_t limit_bytes);

#endif
