/*
 * What holds whatever goes wrong: invented weeks of a floor whose world is against it
 *(outer.h).
 *
 *	test_faults                the seeds of the check
 *	test_faults --worlds COUNT only so many of them
 *	test_faults SEED           that one, told in full; where it breaks a promise, made short
 *	test_faults --trace FILE   a story that was printed
 *	test_faults --soak         fresh seeds until told to stop
 *	test_faults --hunt STEPS   seeds from the first on, until a promise is broken or the
 *steps are used up
 */
#include "crowd.h"
#include "tap.h"

#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#define WORLDS 4000
#define STEPS_A_WORLD 250 /* at least, of many */
#define WORKERS 2

static int tell_short(uint64_t seed)
{
	struct ending how;
	struct story story;

	story_of_seed(&story, seed);
	story_try(&story, &how);
	if (*how.promise) {
		story_shrink(&story, how.promise);
		story_try(&story, &how);
		story_print(&story, &how);
	}
	story_release(&story);
	return *how.promise != 0;
}

static int tell_seed(uint64_t seed)
{
	struct ending how = {0};
	struct story story;

	story_of_seed(&story, seed);
	story_try(&story, &how);
	if (!*how.promise)
		story_run(&story, stdout, &how);
	story_release(&story);
	printf("# seed %llu: %lld steps, %lld faults, %s\n", (unsigned long long)seed,
	       how.steps, how.faults, *how.promise ? how.promise : "all promises kept");
	return tell_short(seed);
}

static int tell_file(const char *path)
{
	FILE *file = fopen(path, "r");
	struct ending how = {0};
	struct story story;
	bool is_story = file && story_read(&story, file);

	if (file)
		fclose(file);
	if (!is_story) {
		fprintf(stderr, "'%s' is no story: it needs a line 'seed NUMBER'\n", path);
		return 2;
	}
	story_run(&story, stdout, &how);
	story_release(&story);
	printf("# %lld steps, %lld faults, %s\n", how.steps, how.faults,
	       *how.promise ? how.promise : "all promises kept");
	return *how.promise != 0;
}

static int soak(void)
{
	struct crowd crowd = {.workers = (int)sysconf(_SC_NPROCESSORS_ONLN), .reports = true};
	struct findings found;

	if (getrandom(&crowd.first, sizeof crowd.first, 0) != sizeof crowd.first)
		return 8;
	crowd.first >>= 16;
	printf("# seeds from %llu on; Ctrl-C ends it\n", (unsigned long long)crowd.first);
	crowd_run(&crowd, &found);
	return found.is_broken ? tell_short(found.seed) : 0;
}

/* For mutants.py: where, and after how much. */
static int hunt(long long most_steps)
{
	struct crowd crowd = {.workers = 1, .most_steps = most_steps};
	struct findings found;
	struct ending how;
	struct story story;

	crowd_run(&crowd, &found);
	if (!found.is_broken)
		return 0;
	story_of_seed(&story, found.seed);
	story_try(&story, &how);
	story_release(&story);
	printf("broken %lld %llu %s\n", found.steps, (unsigned long long)found.seed,
	       how.promise);
	return 1;
}

static int check(long long worlds)
{
	const struct crowd crowd = {.count = worlds, .workers = WORKERS};
	struct findings found;

	crowd_run(&crowd, &found);
	if (found.is_broken)
		tell_short(found.seed);
	CHECK(!found.is_broken);
	CHECK(found.is_broken || found.steps >= worlds * STEPS_A_WORLD);
	CHECK(found.is_broken || found.faults * 100 > found.steps);
	/* A world in which nothing is done keeps all promises. */
	CHECK(found.is_broken || found.landed > 2 * found.worlds);
	return tap_done();
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return check(WORLDS);
	if (argc > 2 && !strcmp(argv[1], "--worlds"))
		return check(atoll(argv[2]));
	if (!strcmp(argv[1], "--soak"))
		return soak();
	if (argc > 2 && !strcmp(argv[1], "--trace"))
		return tell_file(argv[2]);
	if (argc > 2 && !strcmp(argv[1], "--hunt"))
		return hunt(atoll(argv[2]));
	if (*argv[1] >= '0' && *argv[1] <= '9')
		return tell_seed(strtoull(argv[1], 0, 10));
	fprintf(stderr, "usage: test_faults [SEED | --worlds COUNT | --trace FILE | --soak | --hunt STEPS]\n");
	return 2;
}
