/*
 * job_walls.h - what job.json says of the walls; for runner/ alone.
 */
#ifndef LEADHAND_RUNNER_JOB_WALLS_H
#define LEADHAND_RUNNER_JOB_WALLS_H

#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

struct job_walls {
	const char *kind, *inside;   /* borrowed from the job's JSON: of the workspace, and where it is seen */
	bool is_unsafe;		     /* the lead said: without walls rather than not at all */
	bool is_bare;		     /* and there are none (stage_enter() finds out) */
	char *read, *write, *env;    /* owned, as the others: lists of lines */
	char *secrets, *network, *carry;
	char *setup_when;	     /* NULL: what usually makes it necessary */
	long long memory_bytes, processes, cpu_percent, disk_bytes, files, checkpoint_ms;
};

/* From the object "walls"; ERR_CORRUPT where there is none. */
int job_walls_read(const json_t *job, struct job_walls *walls, struct err *err) MUST_USE;
void job_walls_release(struct job_walls *walls);

#endif
