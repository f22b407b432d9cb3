/*
 * turn_clock.h - the time that a turn may take.
 *
 * It stands while the agent waits for the lead: that is not the agent's to spend.
 */
#ifndef LEADHAND_RUNNER_TURN_CLOCK_H
#define LEADHAND_RUNNER_TURN_CLOCK_H

#include "sys/loop.h"

struct turn_clock;
/* over() is called once, after `time_ms` in which it did not stand; 0 is no limit. It stands until it is let go. */
struct turn_clock *turn_clock_new(struct loop *loop, long long time_ms, void (*over)(void *owner), void *owner);
void turn_clock_hold(struct turn_clock *clock, bool stands);
void turn_clock_free(struct turn_clock *clock);

#endif
