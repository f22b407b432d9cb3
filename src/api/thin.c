/* thin.c - see thin.h. */
#include "api/thin.h"

#define DAY_MS (24LL * 3600 * 1000)
#define MONTH_MS (30 * DAY_MS)

/* A turn that was cut off has no end of its own: the last that was saved of it stands for that. */
static bool ends_turn(const struct thin_moment *moments, const long long *turns, size_t count, size_t at)
{
	return moments[at].is_end || at + 1 == count || turns[at] != turns[at + 1];
}

size_t thin_judge(struct thin_moment *moments, const long long *turns, size_t count, long long over_ms,
		  long long now_ms)
{
	bool is_long_over = over_ms && now_ms - over_ms > MONTH_MS;
	size_t gone = 0;

	for (size_t i = 0; i < count; i++) {
		bool is_new = now_ms - moments[i].at_ms <= DAY_MS, is_last = i + 1 == count;

		moments[i].is_kept = is_last || (!is_long_over &&
						 (is_new || ends_turn(moments, turns, count, i)));
		gone += !moments[i].is_kept;
	}
	return gone;
}
