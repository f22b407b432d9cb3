/*
 * trial.h - a job that no floor knows: run to its end by a runner of its own, to see whether it works.
 *
 * Its folder is below the cache and goes with it. Nothing of it gets into the store.
 */
#ifndef LEADHAND_API_TRIAL_H
#define LEADHAND_API_TRIAL_H

#include "api/checkup.h"
#include "base/err.h"
#include "base/json.h"

struct trial {
	char *folder, *commit, *tree; /* owned: the target's tip */
	json_t *job;		      /* owned: what every job has; the caller adds the rest */
};

/* For a job of that kind ("check", "turn"); ended in any case. */
int trial_begin(const struct checkup *checkup, const char *kind, struct trial *trial, struct err *err) MUST_USE;
/* A file in its folder. */
int trial_write(const struct trial *trial, const char *name, const char *text, struct err *err) MUST_USE;
/* Run it, at most so long (0: by its own limits). *lines is the caller's: all that its journal says, in order. */
int trial_run(const struct trial *trial, long long most_ms, json_t **lines, struct err *err) MUST_USE;
/* The last line of that kind, or NULL; borrowed. */
const json_t *trial_line(const json_t *lines, const char *kind);
void trial_end(struct trial *trial);

#endif
