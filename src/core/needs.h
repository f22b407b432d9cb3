/*
 * needs.h - what a task waits for by name, and whether it will ever come.
 *
 * A need is met by a task that has landed, or is done. One that was cancelled, is not
 * known, was not called or waits in turn for the task itself never comes unless the
 * lead does something, and so belongs in the inbox.
 */
#ifndef LEADHAND_CORE_NEEDS_H
#define LEADHAND_CORE_NEEDS_H

#include "core/model.h"

/* The first need that is not met: its name (the caller's), NULL where all are; *need is NULL
 * where not known. */
char *needs_missing(const struct state *state, const struct task *task, struct task **need);
/* What to say of it; NULL where all are met; the caller's. */
char *needs_reason(const struct state *state, const struct task *task);
/* For every task that is not over, by its id: how many tasks that have not ended need it. Borrowed, until it is
 * asked again: no room as large as all the tasks there ever were is made for each plan. */
const long long *needs_count(const struct state *state);
/* For every task, by its id: why what it needs will not come by itself (borrowed), NULL where
 * it will or the lead has that already. A circle is told once. The caller's, as long as there
 * are tasks and one more. */
const char **needs_stuck(const struct state *state);

#endif
