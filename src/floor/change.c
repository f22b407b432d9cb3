/* change.c - see change.h. */
#include "floor/change.h"

#include "core/rounds.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/git.h"

#include <string.h>

#define PATHS_KEPT 50
#define PATH_BYTES 300

/* The paths that `wants` says, fit to be seen, as a list that ends with a count where there are too many. */
static char *pick(const char *paths, const char *patterns, bool wants_match)
{
	char *list = 0;
	long long left_out = 0, kept = 0;
	struct lines walk;

	if (text_is_empty(patterns))
		return 0;
	LINES_EACH(walk, paths) {
		_autofree_ char *clean = 0;

		if (glob_match_any(patterns, walk.line) != wants_match)
			continue;
		if (kept++ >= PATHS_KEPT) {
			left_out++;
			continue;
		}
		clean = text_clean(walk.line, strlen(walk.line), PATH_BYTES);
		lines_add(&list, clean);
	}
	if (left_out) {
		_autofree_ char *rest = mem_printf("... and %lld more", left_out);

		lines_add(&list, rest);
	}
	return list;
}

/* Outside: what the scope does not name, and what the task forbids. */
static char *outside_of(const struct task *task, const char *paths)
{
	char *outside = pick(paths, task->scope, false);
	_autofree_ char *forbidden = pick(paths, task->forbid, true);
	struct lines walk;

	LINES_EACH(walk, forbidden)
		if (!lines_has(outside, walk.line))
			lines_add(&outside, walk.line);
	return outside;
}

/* What steers leadhand itself is protected without being named: a gate taken out there would be asked for no more. */
static char *protected_of(const struct keeper *keeper, const char *paths)
{
	_autofree_ char *patterns = mem_dup(keeper->config.protect);

	lines_add(&patterns, ".leadhand/**");
	return pick(paths, patterns, true);
}

void change_describe(struct keeper *keeper, const struct job *job, struct event *event)
{
	const struct session *session = session_at(keeper->state, job->session);
	const struct task *task = session ? task_at(keeper->state, session->task) : 0;
	struct git git = { .dir = keeper->place->git_dir };
	_cleanup_(err_release) struct err bad = ERR_INIT;
	_autofree_ char *paths = 0, *tree = 0;

	if (!task || !event->commit)
		return;
	if (!text_is_oid(event->commit) || git_tree_of(&git, event->commit, &tree, &bad) ||
	    git_changed_paths(&git, session->base, event->commit, &paths, &bad) ||
	    git_count_changes(&git, session->base, event->commit, &event->files, &event->insertions,
			      &event->deletions, &bad)) {
		mem_replace(&event->commit, 0);
		mem_replace(&event->tree, 0);
		mem_replace(&event->word, mem_dup("failed"));
		mem_replace(&event->error, 0);
		mem_replace(&event->text, mem_printf("what it committed cannot be read: %s", bad.text ? bad.text : "not a commit"));
		return;
	}
	mem_replace(&event->tree, steal(&tree));
	mem_replace(&event->gates, gates_required(keeper->state, task, paths));
	mem_replace(&event->outside, outside_of(task, paths));
	mem_replace(&event->protected, protected_of(keeper, paths));
}
