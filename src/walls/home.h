/*
 * home.h - where the lead's home would be: what a box may see of it, and decoys for the rest.
 *
 * The decoys are empty files and folders with the names of what is worth
 * stealing; nobody has a reason to open one (see tripwire.h).
 */
#ifndef LEADHAND_WALLS_HOME_H
#define LEADHAND_WALLS_HOME_H

#include "walls/view.h"

/* The lead's home, without links; the caller's. NULL where there is none that could be stood for. */
char *home_of_lead(void);
/* Lay the decoys out in the folder `decoys` and show them at `home`, with a place for all that the view shows
 * below it; nothing where the home itself, or a workspace in its place, is shown already. After everything else was added. */
int home_view(struct view *view, const char *decoys, const char *home, struct err *err) MUST_USE;
/* The names of the decoys below the home, ends with NULL; a folder ends with '/'. */
extern const char *const home_decoys[];

#endif
