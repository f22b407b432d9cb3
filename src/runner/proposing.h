/*
 * proposing.h - a task that a session would have done, as the line that tells the floor of it.
 */
#ifndef LEADHAND_RUNNER_PROPOSING_H
#define LEADHAND_RUNNER_PROPOSING_H

#include "base/json.h"

/* {"title","body","class","accept":[],"scope":[],"needs":[]} of a session of `task` to a line {"key","name","title","text"}
 * for the journal, the caller's. What is no task yet is refused in a sentence. */
int proposing_read(const json_t *word, const char *task, json_t **line, struct err *err) MUST_USE;

#endif
