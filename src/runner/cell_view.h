/*
 * cell_view.h - what a box of a job shows; for runner/ alone.
 */
#ifndef LEADHAND_RUNNER_CELL_VIEW_H
#define LEADHAND_RUNNER_CELL_VIEW_H

#include "runner/cell.h"

struct cell_view {
	struct box_bind *binds; /* owned, as the strings in it */
	size_t count;
};

/* The work tree on the disk; NULL for objects: those of the job's workspace. All borrowed. */
struct cell_seen {
	enum cell_use use;
	const char *tree, *objects;
	const char *program; /* an agent's, shown beside the job's; may be NULL */
};

int cell_view_make(const struct job *job, const struct cell_seen *seen, struct cell_view *view,
		   struct err *err) MUST_USE;
void cell_view_release(struct cell_view *view);
/* The folders on the disk that its agent fills, a list, the caller's. Decoys are not among them: who looks into those is
 * told. */
char *cell_written(const struct job *job);
/* The program that an agent's argv[0] means, as it is found inside too; the caller's. */
char *cell_program(const char *name);

#endif
