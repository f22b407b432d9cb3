/*
 * tools.h - programs that are not the system's: which folders of the lead's home have to be seen for them.
 *
 * A table, not a guess: a folder that holds credentials beside its programs is
 * never shown whole.
 */
#ifndef LEADHAND_WALLS_TOOLS_H
#define LEADHAND_WALLS_TOOLS_H

#include "walls/view.h"

/* For each entry of `path` (as PATH) in `home`: show what its programs need. What has to be in the
 * environment for it is added to *env, a list of lines. */
void tools_view(struct view *view, const char *path, const char *home, char **env);
/* The entries of `path` that can be seen, the caller's. */
char *tools_path(const struct view *view, const char *path);
/* What is to be shown for an agent's program: the folders up to and including the outermost node_modules, or else the
 * folder of the program itself where links end; of one that holds more, such as the home or one of `kept` (ends with
 * NULL), or that lies in one of these, the program alone. The caller's; NULL for a program of the system, or none. */
char *walls_program(const char *path, const char *const *kept);

#endif
