/* story.c - see story.h. */
#include "story.h"

#include "base/mem.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define MOVES 400
#define PATIENCE_S 20

void story_of_seed(struct story *story, uint64_t seed)
{
	struct dice dice = dice_of(~seed);

	*story = (struct story){
		.seed = seed, .moves = mem_new(MOVES, sizeof(uint64_t)), .count = MOVES};
	for (size_t i = 0; i < story->count; i++)
		story->moves[i] = dice_throw(&dice);
}

bool story_read(struct story *story, FILE *file)
{
	char line[256];
	bool is_story = false;
	unsigned long long number;

	*story = (struct story){0};
	while (fgets(line, sizeof line, file)) {
		if (sscanf(line, "seed %llu", &number) == 1) {
			story->seed = number;
			is_story = true;
		} else if (sscanf(line, "move %llu", &number) == 1) {
			story->moves =
				mem_grow(story->moves, story->count + 1, sizeof(uint64_t));
			story->moves[story->count++] = number;
		}
	}
	return is_story;
}

void story_release(struct story *story)
{
	free(story->moves);
	*story = (struct story){0};
}

void story_run(const struct story *story, FILE *tell, struct ending *how)
{
	struct outer outer;

	alarm(PATIENCE_S);
	outer_init(&outer, story->seed, tell);
	for (size_t i = 0; i < story->count && !outer.wrong; i++)
		outer_move(&outer, story->moves[i]);
	if (!outer.wrong)
		outer_be_kind(&outer);
	alarm(0);
	how->steps = outer.steps;
	how->faults = outer.faults;
	how->landed = 0;
	for (int task = 1; task <= TASKS; task++)
		how->landed += outer.tasks[task].is_landed;
	snprintf(how->promise, sizeof how->promise, "%s", outer.wrong ? outer.wrong : "");
	snprintf(how->detail, sizeof how->detail, "%s", outer.detail ? outer.detail : "");
	outer_release(&outer);
}

void story_try(const struct story *story, struct ending *how)
{
	struct ending *shared = mmap(0, sizeof *shared, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;
	int status = 0;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		/* What an assertion says was said once; here it is said by hundreds. */
		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		story_run(story, 0, shared);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	*how = *shared;
	if (status)
		snprintf(how->promise, sizeof how->promise, "the core stands (signal %d)",
			 WTERMSIG(status));
	munmap(shared, sizeof *shared);
}

static bool still_fails(const struct story *story, const char *promise)
{
	struct ending how;

	story_try(story, &how);
	return !strcmp(how.promise, promise);
}

/* Without the moves from `at` on; whether that still fails, and then it is so. */
static bool leave_out(struct story *story, size_t at, size_t size, const char *promise)
{
	struct story shorter = {story->seed, mem_new(story->count + 1, sizeof(uint64_t)), 0};
	bool fails;

	for (size_t i = 0; i < story->count; i++)
		if (i < at || i >= at + size)
			shorter.moves[shorter.count++] = story->moves[i];
	fails = still_fails(&shorter, promise);
	if (fails) {
		free(story->moves);
		*story = move(&shorter);
	}
	story_release(&shorter);
	return fails;
}

/* Delta debugging (Zeller 2002): smaller and smaller pieces, from the end, until none can go.
 */
void story_shrink(struct story *story, const char *promise)
{
	bool is_less = true;

	for (size_t size = story->count / 2 + 1; size; size = size > 1 ? size / 2 : is_less) {
		is_less = false;
		for (size_t at = story->count; at > 0;) {
			size_t piece = size < at ? size : at;

			at -= piece;
			is_less |= leave_out(story, at, piece, promise);
		}
	}
}

void story_print(const struct story *story, const struct ending *how)
{
	struct ending again = {0};
	pid_t pid;

	printf("# seed %llu breaks: %s\n#   %s\n# the shortest story found, to be kept for "
	       "--trace:\n",
	       (unsigned long long)story->seed, how->promise, how->detail);
	printf("seed %llu\n", (unsigned long long)story->seed);
	for (size_t i = 0; i < story->count; i++)
		printf("move %llu\n", (unsigned long long)story->moves[i]);
	printf("# and what happens in it:\n");
	fflush(stdout);
	pid = fork();
	if (!pid) {
		setvbuf(stdout, 0, _IOLBF, 0);
		story_run(story, stdout, &again);
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, 0, 0);
}
