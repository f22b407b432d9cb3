/*
 * manifest.h - which files say what `setup` has to do; for workspace/ alone.
 */
#ifndef LEADHAND_WORKSPACE_MANIFEST_H
#define LEADHAND_WORKSPACE_MANIFEST_H

#include <stdbool.h>

/* Whether one of the changed paths (a list) calls for `setup` to run again; `when` is a list of patterns, NULL for
 * those that package managers and build systems read. */
bool manifest_is_among(const char *changed, const char *when);
/* Whether what git writes for files that did not change may differ all the same. */
bool manifest_has_attributes(const char *changed);

#endif
