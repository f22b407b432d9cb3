/* change.c - see change.h. */
#include "floor/change.h"

#include "core/rounds.h"
#include "floor/copies.h"
#include "floor/shown.h"
#include "gate/tamper.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/git.h"

#include <string.h>

/* Outside: what the scope does not name, and what the task forbids. */
static char *outside_of(const struct task *task, const char *paths)
{
	char *outside = shown_pick(paths, task->scope, false);
	_autofree_ char *forbidden = shown_pick(paths, task->forbid, true);
	struct lines walk;

	LINES_EACH(walk, forbidden)
		if (!lines_has(outside, walk.line))
			lines_add(&outside, walk.line);
	return outside;
}

/* A diff that git cannot give whole is itself something to be seen. */
static char *tampering_of(const struct git *git, const char *since, const char *commit)
{
	struct err none = ERR_INIT;
	_autofree_ char *diff = 0;
	size_t len;

	if (!git_read(git, GIT(GIT_DIFF, since, commit, "--"), &diff, &len, &none))
		return tamper_read(diff, len);
	err_release(&none);
	return mem_printf("cut\t0\t\t%s", tamper_words("cut"));
}

static int judge_copies(struct keeper *keeper, const struct session *session, const struct git *git, struct event *event,
			struct err *err)
{
	const char *tip = factory_of(keeper->state)->tip;
	/* Of what landed meanwhile, and is not merged there, nothing is its doing; what is merged there and undone is. */
	_autofree_ char *since = git_branched_off(git, text_is_empty(tip) ? session->base : tip, event->commit, session->base);

	mem_replace(&event->tampering, tampering_of(git, since, event->commit));
	return copies_make(keeper, session, since, event, err);
}

/* What cannot be read, or not judged, is not offered. */
static void describe_failure(struct event *event, const char *why)
{
	char **const texts[] = { &event->commit,  &event->tree,	    &event->error, &event->protected, &event->unnamed,
				 &event->tests,	  &event->tampering, &event->judged, &event->judged_commit, &event->proof, &event->proof_commit };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		mem_replace(texts[i], 0);
	mem_replace(&event->word, mem_dup("failed"));
	mem_replace(&event->text, mem_printf("what it committed cannot be read: %s", why ? why : "not a commit"));
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
		describe_failure(event, bad.text);
		return;
	}
	mem_replace(&event->tree, steal(&tree));
	mem_replace(&event->gates, gates_required(keeper->state, task, paths));
	mem_replace(&event->outside, outside_of(task, paths));
	if (judge_copies(keeper, session, &git, event, &bad))
		describe_failure(event, bad.text);
}
