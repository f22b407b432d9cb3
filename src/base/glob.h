/*
 * glob.h - path patterns as they stand in task files and config.yaml.
 *
 * A pattern is matched against a whole path relative to the top of the tree:
 * '?' one character, '*' any run of characters, neither crosses '/'; '**' as a
 * whole segment is any number of segments, none too. A pattern that ends in
 * '/' means everything below. There are no brackets and no escapes.
 */
#ifndef LEADHAND_BASE_GLOB_H
#define LEADHAND_BASE_GLOB_H

#include "base/err.h"

#include <stdbool.h>

/* Refuse what cannot be a pattern: empty, absolute, '..', '.', '//', brackets, control characters. */
int glob_check(const char *pattern, struct err *err) MUST_USE;
bool glob_match(const char *pattern, const char *path);
/* Whether some path could match both; never false where one does, seldom true where none does. */
bool glob_overlap(const char *a, const char *b);
/* Whether any pattern of a list (an entry a line) matches. */
bool glob_match_any(const char *patterns, const char *path);
/* Whether two lists can meet; an empty list stands for everything. */
bool glob_lists_overlap(const char *a, const char *b);

#endif
