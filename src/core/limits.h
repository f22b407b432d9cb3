/*
 * limits.h - what outside the line says that no turn may start now.
 *
 * A provider that answers no more for a while, a day's budget that is spent, a machine
 * that has enough to do, and the moment between two starts. All of it passes: each says
 * when to look again, or is told by an event.
 */
#ifndef LEADHAND_CORE_LIMITS_H
#define LEADHAND_CORE_LIMITS_H

#include "core/event.h"
#include "core/model.h"

enum limit { LIMIT_none, LIMIT_provider, LIMIT_day, LIMIT_machine, LIMIT_stagger };

/* What keeps a turn of this task from starting now, when so many turns run. */
enum limit limit_of(const struct state *state, const struct task *task, long long running, long long now_ms);
/* When that passes by itself: ms since 1970, later than now; 0 where only an event can tell. */
long long limit_ends_ms(const struct state *state, const struct task *task, enum limit limit, long long now_ms);
/* In words; the caller's. */
char *limit_reason(const struct state *state, const struct task *task, enum limit limit, long long now_ms);

/* The provider said no more until then (0: it did not say), or works again. Waits grow with each time, whatever it
 * says; what does not lift for an hour stands in the inbox. */
void provider_limited(struct state *state, const struct task *task, const struct event *event);
void provider_works(struct state *state, const struct task *task, long long at_ms);
/* So much was used; a new day begins at midnight, UTC. */
void day_spend(struct state *state, long long tokens, long long cost_microusd, long long at_ms);

#endif
