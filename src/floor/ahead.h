/*
 * ahead.h - the base of the target's tip, made before a session waits for it.
 *
 * A process of the floor's own makes it (runner/prepare.h), one at a time: while one
 * runs the tip may move, and then the newest comes next. What failed is told once, and
 * tried again only when the tip or the configuration is another one.
 */
#ifndef LEADHAND_FLOOR_AHEAD_H
#define LEADHAND_FLOOR_AHEAD_H

#include "floor/keeper.h"

#include "sys/loop.h"

struct ahead;
/* Calls ended(owner) when there is something to be looked at. */
struct ahead *ahead_new(struct keeper *keeper, struct loop *loop, void (*ended)(void *owner), void *owner);
/* Write down how the last one ended, and start the next one where there is need; quick where there is none. */
int ahead_look(struct ahead *ahead, struct err *err) MUST_USE;
/* The configuration is another one. */
void ahead_forget(struct ahead *ahead);
/* Ends what runs. */
void ahead_free(struct ahead *ahead);

#endif
