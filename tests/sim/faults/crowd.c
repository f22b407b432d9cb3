/* crowd.c - see crowd.h. */
#include "crowd.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORKERS_MOST 16
#define REPORT_MS 5000

/* Each worker's own page of a memory that all see. */
struct tally {
	long long steps, faults, worlds, landed;

	uint64_t seed;
	bool is_broken;
};

static volatile sig_atomic_t is_told_to_stop;

static void on_stop(int number)
{
	(void)number;
	is_told_to_stop = 1;
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_enough(const struct crowd *crowd, const struct tally *tally)
{
	return is_told_to_stop ||
	       (crowd->most_steps && tally->steps >= crowd->most_steps / crowd->workers);
}

static void work(const struct crowd *crowd, int worker, struct tally *tally)
{
	for (uint64_t i = (uint64_t)worker; !crowd->count || i < crowd->count;
	     i += (uint64_t)crowd->workers) {
		struct ending how;
		struct story story;

		tally->seed = crowd->first + i;
		story_of_seed(&story, tally->seed);
		story_run(&story, 0, &how);
		story_release(&story);
		tally->steps += how.steps;
		tally->faults += how.faults;
		tally->landed += how.landed;
		tally->worlds++;
		tally->is_broken = *how.promise;
		if (tally->is_broken || is_enough(crowd, tally))
			return;
	}
}

static void sum_up(const struct tally *tallies, int workers, struct findings *found)
{
	found->steps = found->faults = found->worlds = found->landed = 0;
	for (int i = 0; i < workers; i++) {
		found->steps += tallies[i].steps;
		found->faults += tallies[i].faults;
		found->landed += tallies[i].landed;
		found->worlds += tallies[i].worlds;
	}
}

static void report(const struct findings *found, long long ms)
{
	printf("# %lld steps, %lld faults, %lld worlds, %lld tasks landed in %lld s: %lld "
	       "steps per second\n",
	       found->steps, found->faults, found->worlds, found->landed, ms / 1000,
	       ms ? found->steps * 1000 / ms : 0);
	fflush(stdout);
}

/* A worker that a signal ended has broken something too: its seed is the one it was at. */
static bool one_ended(const struct crowd *crowd, pid_t *pids, struct tally *tallies,
		      struct findings *found)
{
	int status;
	pid_t pid = waitpid(-1, &status, crowd->reports ? WNOHANG : 0);

	for (int i = 0; i < crowd->workers; i++) {
		if (pid <= 0 || pids[i] != pid)
			continue;
		pids[i] = 0;
		if ((status || tallies[i].is_broken) && !found->is_broken) {
			found->is_broken = true;
			found->seed = tallies[i].seed;
			for (int other = 0; other < crowd->workers; other++)
				if (pids[other] > 0)
					kill(pids[other], SIGTERM);
		}
	}
	return pid != 0;
}

static void look_after(const struct crowd *crowd, pid_t *pids, struct tally *tallies,
		       struct findings *found)
{
	static const struct timespec moment = {0, 100000000};
	long long start = now_ms(), told = start;
	int left = crowd->workers;

	while (left > 0) {
		if (one_ended(crowd, pids, tallies, found)) {
			left--;
			continue;
		}
		nanosleep(&moment, 0);
		if (now_ms() - told >= REPORT_MS) {
			told = now_ms();
			sum_up(tallies, crowd->workers, found);
			report(found, told - start);
		}
	}
	found->ms = now_ms() - start;
	sum_up(tallies, crowd->workers, found);
	report(found, found->ms);
}

void crowd_run(const struct crowd *asked, struct findings *found)
{
	struct crowd crowd = *asked;
	struct tally *tallies = mmap(0, WORKERS_MOST * sizeof *tallies, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	const struct sigaction stop = {.sa_handler = on_stop, .sa_flags = SA_RESTART};
	pid_t pids[WORKERS_MOST];

	*found = (struct findings){0};
	if (crowd.workers > WORKERS_MOST)
		crowd.workers = WORKERS_MOST;
	sigaction(SIGINT, &stop, 0);
	sigaction(SIGTERM, &stop, 0);
	fflush(stdout);
	for (int i = 0; i < crowd.workers; i++) {
		pids[i] = fork();
		if (!pids[i]) {
			work(&crowd, i, &tallies[i]);
			_exit(0);
		}
	}
	look_after(&crowd, pids, tallies, found);
	munmap(tallies, WORKERS_MOST * sizeof *tallies);
}
