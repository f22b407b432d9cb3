/*
 * clock.h - what time it is. The only door to it; the core is told.
 */
#ifndef LEADHAND_SYS_CLOCK_H
#define LEADHAND_SYS_CLOCK_H

/* Milliseconds since 1970, UTC. */
long long clock_now_ms(void);
/* Milliseconds of a clock that never goes back; for stretches only. */
long long clock_steady_ms(void);
/* How far the clock of the day is ahead of the time since the machine started, sleep included: it changes only where somebody
 * moves the clock. */
long long clock_offset_ms(void);
/* Wait until the second that `ms` is in is over, for all who look at times in whole seconds. */
void clock_pass_second_of(long long ms);
/* "2026-11-23 16:52:01" in the local zone; the caller frees it. */
char *clock_text(long long ms);

#endif
