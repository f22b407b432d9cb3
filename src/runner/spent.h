/*
 * spent.h - what an agent says that it has used, as lines of the journal.
 *
 * Each is an event that the floor keeps for ever, and a program may tell one with every word that it prints: what came
 * since the last line is told after a moment, and at the end, so nothing is lost but what was in between.
 */
#ifndef LEADHAND_RUNNER_SPENT_H
#define LEADHAND_RUNNER_SPENT_H

#include "agent/event.h"
#include "runner/journal.h"
#include "sys/loop.h"

struct spent;
/* Both are borrowed. */
struct spent *spent_new(struct loop *loop, struct journal *journal);
void spent_hear(struct spent *spent, const struct agent_event *usage);
/* What was not told yet is. */
void spent_free(struct spent *spent);

#endif
