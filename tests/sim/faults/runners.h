/*
 * runners.h - who works: runners, as src/runner does it, and their agents of every mood.
 */
#ifndef LEADHAND_RUNNERS_H
#define LEADHAND_RUNNERS_H

#include "outer.h"

int runner_start(struct outer *outer, long long job, long long attempt);
void runner_act(struct outer *outer, int runner);
void runner_die(struct outer *outer, int runner);
struct place *place_of(struct outer *outer, long long job);
struct site *site_of(struct outer *outer, long long session);

/* agents.c: one act of the agent whose turn it is, as its mood has it. */
/* One of those whose agent breaks off again and again. */
bool runner_is_weak(const struct runner *runner);
/* It waits no longer for what was not answered, and says so. */
void agent_leaves(struct outer *outer, struct runner *runner);
void agent_act(struct outer *outer, int runner);
/* The turn ends: what there is is saved and told. */
void turn_end(struct outer *outer, int runner, enum end end);
struct line line_of(const struct runner *runner, char kind);
/* It is gone, whether it came to its end or not. */
void runner_leave(struct outer *outer, int runner);

#endif
