/*
 * chatter.c - an agent that does nothing but talk: `chatter LINES_A_SECOND SECONDS`.
 *
 * Each line carries the moment at which it was written, in microseconds of CLOCK_MONOTONIC, so that
 * who sees it on the board knows how long it took.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static void sleep_until(long long us)
{
	struct timespec t = { us / 1000000, us % 1000000 * 1000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0))
		;
}

int main(int argc, char **argv)
{
	double rate = argc > 1 ? strtod(argv[1], 0) : 10;
	double seconds = argc > 2 ? strtod(argv[2], 0) : 60;
	long long period_us = (long long)(1000000 / rate);
	/* Each begins at a place of its own in the period, or all of a fleet would speak at once. */
	long long at_us = now_us() + (long long)getpid() * 7919 % period_us;
	long long end_us = at_us + (long long)(seconds * 1000000);

	setvbuf(stdout, 0, _IOLBF, 0);
	for (; at_us < end_us; at_us += period_us) {
		sleep_until(at_us);
		printf("said at %lld us: reads src/base/text.c and thinks about what it says there\n", now_us());
	}
	return 0;
}
