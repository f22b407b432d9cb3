/*
 * trap.h - what an agent may have left for git to wait at; for workspace/ alone.
 *
 * Git opens .gitignore, HEAD, refs and the like without asking what they are. A
 * FIFO in their place holds it until somebody writes, and a link to /dev/zero
 * feeds it until the memory is gone.
 */
#ifndef LEADHAND_WORKSPACE_TRAP_H
#define LEADHAND_WORKSPACE_TRAP_H

#include "workspace/workspace.h"

/*
 * Remove FIFOs and devices, and links to such, from where git reads its own things: every path below the work
 * tree with a part that begins with ".git". No byte of anybody's work is in them. Others stay: git does not open
 * what is no file. Only while nothing of the agent's runs.
 */
void trap_clear(const struct workspace *ws);
/*
 * Remove the locks that a git left behind which was killed with its agent: the next one could not commit. No ref
 * has a name that ends like one. Only while nothing of the agent's runs, and where site_check_agent() found a
 * repository: a link in its place leads to somebody else's locks.
 */
void trap_unlock(const struct workspace *ws);
/* In a folder that git alone writes to: all that is no plain file or folder, and locks. Only while nothing of it runs. */
void trap_disarm(const char *folder);

#endif
