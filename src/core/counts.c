/* counts.c - see counts.h. */
#include "core/counts.h"

static bool ran_tests(const struct run *run)
{
	return run->is_counted && run->passed + run->failed > 0;
}

bool run_counts_none_now(const struct state *state, const struct run *run, const char *base_tree)
{
	const struct run *before = run ? run_of(state, run->gate, base_tree) : 0;

	return before && before != run && run->life == RUN_green && ran_tests(before) && !ran_tests(run);
}
