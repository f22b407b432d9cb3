/*
 * watch.h - the doorbell: which of many files changed (inotify).
 *
 * Never the truth: a bell may ring twice or, when the queue ran over, for
 * everything at once. Who hears it looks at the file. Where the kernel grants no
 * more watches nothing rings at all, so who waits for a bell also looks now and then.
 */
#ifndef LEADHAND_SYS_WATCH_H
#define LEADHAND_SYS_WATCH_H

#include "base/err.h"

#include <stdbool.h>

struct watch;
int watch_new(struct watch **out, struct err *err) MUST_USE;
int watch_fd(const struct watch *watch); /* readable when something rang; the watch owns it */
/* Ring for `path` (a file: written, or closed by a writer; a folder: an entry made, moved in, removed or
 * written): the number is given back. Adding a path again changes its number. */
int watch_add(struct watch *watch, const char *path, long long number, struct err *err) MUST_USE;
void watch_remove(struct watch *watch, long long number);
/* Take all that rang since: calls rang() once for each number (-1: the queue ran over, look everywhere). */
void watch_take(struct watch *watch, void (*rang)(void *owner, long long number), void *owner);
void watch_free(struct watch *watch);

#endif
