/*
 * peek.h - into the memory of a process that waits for us at the filter.
 *
 * What is read may be changed the next moment by another of its threads: good
 * enough to tell what was tried, never to decide by.
 */
#ifndef LEADHAND_WALLS_PEEK_H
#define LEADHAND_WALLS_PEEK_H

#include "walls/view.h"

#include <stdint.h>

/* A string there; at most PATH_MAX, the caller's; NULL where it cannot be read. */
char *peek_string(int pid, uint64_t address);
/* Whom a socket address there names, where the walls are in between: "203.0.113.7:443", "a name server"; the
 * caller's, NULL for what can be reached inside, or cannot be read. */
char *peek_peer(int pid, uint64_t address, uint64_t len, const struct view *view);

#endif
