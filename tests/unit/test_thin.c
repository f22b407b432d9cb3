/* Which checkpoints are kept, by age and by what they were taken for. */
#include "api/thin.h"
#include "tap.h"

#define HOUR (3600LL * 1000)
#define DAY (24 * HOUR)
#define NOW (1000 * DAY)
enum { COUNT = 6 };

/* Two turns of three checkpoints each, an hour apart, the last one so long ago; each turn's last is its end. */
static size_t judge(struct thin_moment *chain, long long age_ms, long long over_ms)
{
	static const long long turns[COUNT] = { 1, 1, 1, 2, 2, 2 };

	for (int i = 0; i < COUNT; i++)
		chain[i] = (struct thin_moment){ NOW - age_ms - (COUNT - 1 - i) * HOUR, i % 3 == 2, false };
	return thin_judge(chain, turns, COUNT, over_ms, NOW);
}

static void of_the_last_day_all_are_kept(void)
{
	struct thin_moment chain[COUNT];

	CHECK_INT(judge(chain, HOUR, NOW - HOUR), 0);
	CHECK(chain[0].is_kept && chain[COUNT - 1].is_kept);
}

static void of_older_ones_the_ends_of_turns_are_kept(void)
{
	struct thin_moment chain[COUNT];

	CHECK_INT(judge(chain, 3 * DAY, NOW - 3 * DAY), 4);
	CHECK(!chain[0].is_kept && !chain[1].is_kept && chain[2].is_kept);
	CHECK(!chain[3].is_kept && !chain[4].is_kept && chain[5].is_kept);
}

static void on_the_edge_of_the_day_only_what_is_beyond_it_goes(void)
{
	struct thin_moment chain[COUNT];

	CHECK_INT(judge(chain, DAY - 4 * HOUR, 0), 1);
	CHECK(!chain[0].is_kept && chain[1].is_kept);
}

static void of_what_was_over_a_month_ago_the_last_is_kept(void)
{
	struct thin_moment chain[COUNT];

	CHECK_INT(judge(chain, 31 * DAY, NOW - 31 * DAY), COUNT - 1);
	CHECK(chain[COUNT - 1].is_kept);
	CHECK_INT(judge(chain, 31 * DAY, 0), 4);
	CHECK_INT(judge(chain, 31 * DAY, NOW - 30 * DAY), 4);
}

static void a_turn_that_was_cut_off_keeps_the_last_it_has(void)
{
	struct thin_moment chain[3] = { { NOW - 3 * DAY }, { NOW - 3 * DAY }, { NOW - 2 * DAY } };
	const long long turns[3] = { 1, 1, 2 };

	CHECK_INT(thin_judge(chain, turns, 3, 0, NOW), 1);
	CHECK(!chain[0].is_kept && chain[1].is_kept && chain[2].is_kept);
	CHECK_INT(thin_judge(chain, turns, 0, 0, NOW), 0);
}

int main(void)
{
	of_the_last_day_all_are_kept();
	of_older_ones_the_ends_of_turns_are_kept();
	on_the_edge_of_the_day_only_what_is_beyond_it_goes();
	of_what_was_over_a_month_ago_the_last_is_kept();
	a_turn_that_was_cut_off_keeps_the_last_it_has();
	return tap_done();
}
