/*
 * visit.h - into a session's workspace from outside of its turns: to look, to edit, to save.
 *
 * The workspace is that of a job's folder, and is found as the job's runner would find it;
 * where somebody is in it already, what they see is joined.
 */
#ifndef LEADHAND_RUNNER_VISIT_H
#define LEADHAND_RUNNER_VISIT_H

#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

/* Become a program in the workspace, behind the session's walls or (has_walls false) as we are; returns only on
 * failure. ERR_MISSING where there is no workspace. */
int visit_enter(const char *job_dir, const char *const *argv, bool has_walls, struct err *err) MUST_USE;
/* Save all that stands there as a checkpoint: {"commit":ID or null,"trouble":TEXT or null,"left_out":N}. The object
 * is the caller's. Only while no runner works there. */
int visit_save(const char *job_dir, json_t **out, struct err *err) MUST_USE;
/* Keep the workspace in sight until it is removed or we get SIGTERM. Calls ready(owner, path) once with a path at which
 * every program of this user finds it. */
int visit_hold(const char *job_dir, void (*ready)(void *owner, const char *path), void *owner,
	       struct err *err) MUST_USE;

#endif
