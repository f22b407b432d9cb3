/*
 * trail.h - events.jsonl: all that an agent did, a line each (doc/jobs.md).
 *
 * Of at most 4 MiB; then it is begun anew, with a line that holds the numbers of all before, and the one before is kept
 * as events.1.jsonl. It is for reading, and nothing hangs on it: where the disk is full it has gaps.
 */
#ifndef LEADHAND_RUNNER_TRAIL_H
#define LEADHAND_RUNNER_TRAIL_H

#include "base/json.h"

struct trail;
/* Never fails: what cannot be written is left out. */
struct trail *trail_open(const char *job_dir, long long attempt);
/* Takes the reference; `attempt` and `at_ms` are added. */
void trail_add(struct trail *trail, json_t *line);
void trail_free(struct trail *trail);

#endif
