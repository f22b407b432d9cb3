/*
 * kind.h - a turn in a shared checkout (swarm/), where job.json asks for one.
 *
 * Each function does what its namesake there does.
 */
#ifndef LEADHAND_RUNNER_KIND_H
#define LEADHAND_RUNNER_KIND_H

#include "base/json.h"
#include "runner/job.h"

/* It was made, and may hold work of this session's. */
bool kind_is_there(const struct job *job);
/* ERR_CONFLICT where another session holds a path of the scope: worth another try, a moment later. */
int kind_prepare(const struct job *job, struct err *err) MUST_USE;
int kind_checkpoint(const struct job *job, char **commit, struct err *err) MUST_USE;
/* ERR_REFUSED where it committed what was not its own, which is left out of *head; that is whole all the same. */
int kind_import(const struct job *job, struct workspace_head *head, struct err *err) MUST_USE;
/* From time to time while the turn goes on. */
void kind_extend(const struct job *job);
/* The turn is over; `is_clean` where it left nothing uncommitted. */
void kind_leave(const struct job *job, bool is_clean);
/* An agent's word `reserve`: takes, gives back or only lists; *answer is the caller's. */
int kind_reserve(const struct job *job, const json_t *word, json_t **answer, struct err *err) MUST_USE;

#endif
