/*
 * opening.h - workspaces that the lead keeps open: CACHE/open/SESSION says where one is seen, and by which process.
 */
#ifndef LEADHAND_API_OPENING_H
#define LEADHAND_API_OPENING_H

#include "floor/place.h"

#include <stdbool.h>

struct opening {
	int pid;
	char *path; /* owned */
};

/* The file that says so, the caller's. */
char *opening_sign(const struct place *place, long long session);
/* False where it is not there, or the process is gone. The path is the caller's. */
bool opening_read(const char *sign, struct opening *opening);
/* The one that is there, or a new one on the workspace of a job's folder. The path is the caller's. */
int opening_begin(const char *sign, const char *folder, struct opening *opening, struct err *err) MUST_USE;
/* End the process, where it lives, and remove what it left. */
int opening_end(const char *sign, bool *was_open, struct err *err) MUST_USE;

#endif
