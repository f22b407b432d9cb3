/*
 * guests.h - a lead in a session: comes, commits, leaves with a word or dies there, as leadhand attach does it.
 */
#ifndef LEADHAND_GUESTS_H
#define LEADHAND_GUESTS_H

#include "outer.h"

enum then then_number(const char *word);
/* The lead comes; where the floor dies of it they go again. False then. */
bool guest_comes(struct outer *outer, long long task);
/* Somebody who is there does one thing, by the move's chance; or somebody comes. */
void guests_act(struct outer *outer);
/* All go, with a word; false where the floor died of it. */
bool guests_go(struct outer *outer);
/* The floor finds that who was there is gone. */
bool guest_is_lost(struct outer *outer, const struct task *task);

#endif
