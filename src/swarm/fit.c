/* fit.c - see fit.h. */
#include "swarm/fit.h"

#include "base/glob.h"
#include "base/mem.h"

enum {
	SWARM_SESSIONS = 10, /* published: up to ten work better apart, and beyond one branch is the lesser trouble */
	SMALL_LINES = 100,
	MOST_COMPARED = 500,
};

static long long mean_lines(const struct fit *fit)
{
	long long sum = 0;

	for (size_t i = 0; i < fit->task_count; i++)
		sum += fit->tasks[i].lines;
	return fit->task_count ? sum / (long long)fit->task_count : 0;
}

/* Of two tasks with overlapping scopes one waits for the other, whatever the kind. */
static size_t count_meeting(const struct fit *fit)
{
	size_t meeting = 0, n = fit->task_count < MOST_COMPARED ? fit->task_count : MOST_COMPARED;

	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			meeting += glob_lists_overlap(fit->tasks[i].scope, fit->tasks[k].scope);
	return meeting;
}

const char *fit_kind(const struct fit *fit, char **why)
{
	const char *apart = fit->can_overlay ? "overlay" : "worktree";
	long long lines = mean_lines(fit);
	size_t meeting;

	if (fit->sessions <= SWARM_SESSIONS || fit->task_count <= SWARM_SESSIONS) {
		*why = mem_printf("%lld session%s on %zu task%s: each does best in a place of its own", fit->sessions,
				  fit->sessions == 1 ? "" : "s", fit->task_count, fit->task_count == 1 ? "" : "s");
		return apart;
	}
	if (lines > SMALL_LINES) {
		*why = mem_printf("tasks of %lld lines on average are too large to share a checkout", lines);
		return apart;
	}
	meeting = count_meeting(fit);
	if (meeting) {
		*why = mem_printf("%zu pair%s of tasks may write the same paths: they would hold each other up in one "
				  "checkout", meeting, meeting == 1 ? "" : "s");
		return apart;
	}
	*why = mem_printf("%lld sessions on %zu small tasks that do not meet: one checkout and one branch serve them all",
			  fit->sessions, fit->task_count);
	return "shared";
}
