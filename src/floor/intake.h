/*
 * intake.h - what the lead wrote becomes events: the configuration and the task files.
 */
#ifndef LEADHAND_FLOOR_INTAKE_H
#define LEADHAND_FLOOR_INTAKE_H

#include "floor/keeper.h"

#include "spec/task.h"

/* Read config.yaml again. A bad one leaves the last good one in force and puts a line in the inbox; the same
 * line is in err. */
int intake_config(struct keeper *keeper, struct err *err) MUST_USE;
/* Whether something that gates see was written (environment.h) since this was asked last, or the configuration read. */
bool intake_is_elsewhere(struct keeper *keeper);
/* Gates that were known in any environment become those of the one there is now, a list of ids. */
int intake_gates_now(struct keeper *keeper, char **gates, struct err *err) MUST_USE;
/* Look at the lead's template of a prompt, where it was written since (prompting.h). */
int intake_prompt(struct keeper *keeper, struct err *err) MUST_USE;
/* Read every task file that is new or changed; what lint says is kept with the task. Entries that cannot be tasks (a
 * folder NAME.md) become a notice. */
int intake_tasks(struct keeper *keeper, struct err *err) MUST_USE;
/* Where the target stands now, as an event where it moved. A repository without commits is a failure. */
int intake_tip(struct keeper *keeper, struct err *err) MUST_USE;
/* The words that a task's session was given, by their hash: the file may have changed since. *spec is the
 * caller's to release. */
int intake_spec(const struct place *place, const struct config *config, const struct task *task, struct task_spec *spec,
		struct err *err) MUST_USE;

#endif
