/* turn_clock.c - see turn_clock.h. */
#include "runner/turn_clock.h"

#include "base/mem.h"
#include "sys/clock.h"

struct turn_clock {
	struct timer *timer;	    /* owned; NULL where there is no limit */
	long long left_ms, since_ms; /* since_ms is 0 while it stands */
};

struct turn_clock *turn_clock_new(struct loop *loop, long long time_ms, void (*over)(void *owner), void *owner)
{
	struct turn_clock *clock = mem_new(1, sizeof *clock);

	*clock = (struct turn_clock){ .timer = time_ms ? timer_new(loop, over, owner) : 0, .left_ms = time_ms };
	return clock;
}

void turn_clock_hold(struct turn_clock *clock, bool stands)
{
	if (!clock->timer || stands == !clock->since_ms)
		return;
	if (stands) {
		timer_clear(clock->timer);
		clock->left_ms -= clock_steady_ms() - clock->since_ms;
		clock->since_ms = 0;
	} else {
		clock->since_ms = clock_steady_ms();
		timer_set(clock->timer, clock->left_ms > 0 ? clock->left_ms : 0);
	}
}

void turn_clock_free(struct turn_clock *clock)
{
	if (!clock)
		return;
	timer_free(clock->timer);
	free(clock);
}
