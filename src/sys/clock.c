/* clock.c - see clock.h. */
#include "sys/clock.h"

#include "base/mem.h"

#include <errno.h>
#include <time.h>

static long long clock_read_ms(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

long long clock_now_ms(void)
{
	return clock_read_ms(CLOCK_REALTIME);
}

long long clock_steady_ms(void)
{
	return clock_read_ms(CLOCK_MONOTONIC);
}

long long clock_offset_ms(void)
{
	return clock_read_ms(CLOCK_REALTIME) - clock_read_ms(CLOCK_BOOTTIME);
}

void clock_pass_second_of(long long ms)
{
	/* Files are stamped by a coarser clock, which is a tick behind. */
	const struct timespec next = { .tv_sec = ms / 1000 + 1, .tv_nsec = 20000000 };

	while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &next, 0) == EINTR)
		;
}

char *clock_text(long long ms)
{
	time_t seconds = (time_t)(ms / 1000);
	char text[64];
	struct tm tm;

	if (!localtime_r(&seconds, &tm) || !strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm))
		return mem_dup("?");
	return mem_dup(text);
}
