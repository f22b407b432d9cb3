/*
 * system.h - the machine as a box sees it: programs and their settings, and none of its secrets.
 *
 * An allow-list: what is not named here is not there. As root a box has our uid
 * without its powers, so whatever only the owner may read or write is covered.
 */
#ifndef LEADHAND_WALLS_SYSTEM_H
#define LEADHAND_WALLS_SYSTEM_H

#include "walls/view.h"

/* The user's name and home inside. */
#define SYSTEM_HOME "/home/agent"
/* Where leadhand itself is found inside. */
#define SYSTEM_BIN "/run/leadhand/bin"

const char *system_user(void);
/* Add all of it to the view; files of ours are written in the folder `room`. */
int system_view(struct view *view, const char *room, struct err *err) MUST_USE;

#endif
