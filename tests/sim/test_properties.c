/*
 * What holds whatever happens: thousands of invented weeks, each from a number that is
 * printed when it goes wrong.
 *
 *	test_properties [SEED [COUNT]]
 */
#include "tap.h"
#include "world.h"

#include "base/mem.h"

#define WEEKS 4000
#define EVENTS 200

static void one_event(struct world *world)
{
	long long mood = dice_of_sides(&world->dice, 100);
	struct event event;

	if (mood < 40) {
		deed_of_the_floor(world);
	} else if (mood < 65) {
		deed_of_a_job(world);
	} else if (mood < 80) {
		deed_of_the_lead(world);
	} else if (mood < 88) {
		deed_of_the_world(world);
	} else {
		noise_make(world, &event);
		world_take(world, &event);
	}
}

/* The shell dies: the next one has the records, and nothing else. */
static void die(struct world *world)
{
	struct state *copy = state_copy(world->shadow);

	state_free(world->state);
	world->state = copy;
}

/* From here everything goes well; the world goes on as if that had not been. */
static void could_end_well(struct world *world)
{
	struct world kind = { .state = state_copy(world->state),
			      .shadow = state_copy(world->state),
			      .dice = world->dice,
			      .now = world->now,
			      .made = world->made,
			      .is_wild = world->is_wild };

	kind_end(&kind);
	world_compare(&kind, "the same events gave another state");
	if (kind.wrong)
		world_fail(world, kind.wrong, steal(&kind.detail));
	world_release(&kind);
}

static bool is_week_good(uint64_t seed)
{
	struct world world;
	bool is_good;

	world_init(&world, seed);
	for (int i = 0; i < EVENTS && !world.wrong; i++) {
		one_event(&world);
		if (dice_percent(&world.dice, 1))
			die(&world);
		if (dice_percent(&world.dice, 1))
			could_end_well(&world);
	}
	if (!world.wrong)
		could_end_well(&world);
	world_compare(&world, "the same events gave another state");
	is_good = !world.wrong;
	if (!is_good)
		printf("# seed %llu: %s (%s)\n", (unsigned long long)seed, world.wrong,
		       world.detail ? world.detail : "");
	world_release(&world);
	return is_good;
}

int main(int argc, char **argv)
{
	uint64_t first = argc > 1 ? strtoull(argv[1], 0, 10) : 0;
	uint64_t count = argc > 2 ? strtoull(argv[2], 0, 10) : argc > 1 ? 1 : WEEKS;
	int bad = 0;

	for (uint64_t seed = first; seed < first + count && bad < 5; seed++)
		bad += !is_week_good(seed);
	CHECK_INT(bad, 0);
	return tap_done();
}
