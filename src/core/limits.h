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

enum limit { LIMIT_none, LIMIT_login, LIMIT_provider, LIMIT_day, LIMIT_machine, LIMIT_stagger };

/* A failure's reason that begins so is over when the lead has logged in. */
#define LOGIN_WORD "login: "

/* What keeps a turn of this task from starting now, when so many turns run. */
enum limit limit_of(const struct state *state, const struct task *task, long long running, long long now_ms);
/* Whether it is about its provider alone: others go on meanwhile. */
bool limit_is_of_provider(enum limit limit);
/* When that passes by itself: ms since 1970, later than now; 0 where only an event can tell. */
long long limit_ends_ms(const struct state *state, const struct task *task, enum limit limit, long long now_ms);
/* When a turn that broke off may go on: ms since 1970, 0 where it may now. */
long long pause_ends_ms(const struct job *job, long long now_ms);
/* In words; the caller's. */
char *limit_reason(const struct state *state, const struct task *task, enum limit limit, long long now_ms);

/* The provider said no more until then (0: it did not say), or works again. Waits grow with each time, whatever it
 * says; what does not lift for an hour, or is not to, stands in the inbox. */
void provider_limited(struct state *state, const struct task *task, const struct event *event);
void provider_works(struct state *state, const struct task *task, long long at_ms);
/* It takes the login of `agent` no more: nobody asks it anything until the lead has logged in, who is told once. */
void provider_shut(struct state *state, const struct task *task, const char *agent, const struct event *event);
bool provider_is_shut(const struct state *state, const struct task *task);
/* It is shut, or to be let alone for a time. */
bool provider_is_held(const struct provider *provider, long long now_ms);
/* The lead says that it is to be tried. */
void provider_open(struct state *state, struct provider *provider, long long at_ms);
/* So much was used; a new day begins at midnight, UTC. */
void day_spend(struct state *state, long long tokens, long long cost_microusd, long long at_ms);

#endif
