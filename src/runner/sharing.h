/*
 * sharing.h - what a turn does in a shared checkout before and after its agent runs.
 */
#ifndef LEADHAND_RUNNER_SHARING_H
#define LEADHAND_RUNNER_SHARING_H

#include "runner/attempt.h"
#include "runner/dialog.h"

/* Save what a turn that was cut off left, wait for the paths of the scope, and run setup where nobody has. */
int sharing_begin(struct attempt *attempt, struct err *err) MUST_USE;
/* Save and take over what the session did; where there is nothing of it, *head stays empty. Then give back what it
 * held. What does not count of it is a failure of the turn. */
void sharing_end(struct attempt *attempt, struct workspace_head *head, struct turn_end *end);

#endif
