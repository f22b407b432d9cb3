/* moments_find.c - which checkpoint a person means; see moments.h. */
#include "api/moments.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/git.h"

#include <ctype.h>
#include <string.h>

enum { COMMIT_LEAST = 4 };

static bool is_commit(const char *word)
{
	return strlen(word) >= COMMIT_LEAST && word[strspn(word, "0123456789abcdef")] == 0;
}

static bool is_named(const struct moment_saved *moment, const char *word)
{
	_autofree_ char *name = moment_name(moment);

	return text_same(name, word) ||
	       (is_commit(word) && (text_starts(moment->commit, word) || text_starts(moment->was, word)));
}

/* Its session's nearest, or the newest there is; NULL where there is none. */
static const struct moment_saved *nearest(const struct moments *moments, long long session, long long number)
{
	const struct moment_saved *found = 0;
	long long least = 0;

	for (size_t i = 0; i < moments->count; i++) {
		const struct moment_saved *moment = &moments->list[i];
		long long away = llabs(moment->number - number);

		if (moment->session == session && (!found || away <= least)) {
			found = moment;
			least = away;
		}
	}
	return found || !moments->count ? found : &moments->list[moments->count - 1];
}

static long long session_of_ref(const char *ref)
{
	static const char start[] = "refs/leadhand/checkpoint/s";
	long long session = 0;

	return text_starts(ref, start) && text_to_number(ref + strlen(start), &session) ? session : 0;
}

/* The session in whose checkpoints that commit is; 0 for none. */
static long long holder_of(const struct view *view, const char *word)
{
	const struct git git = { .dir = view->place->git_dir };
	_autofree_ char *commit = 0, *refs = 0;
	_cleanup_(err_release) struct err none = ERR_INIT;
	long long session = 0;
	struct lines walk;

	if (!is_commit(word) || git_commit_of(&git, word, &commit, &none) ||
	    git_read(&git, GIT("for-each-ref", "--format=%(refname)", "--contains", commit,
			       "refs/leadhand/checkpoint/"), &refs, 0, &none))
		return 0;
	LINES_EACH(walk, refs)
		if (!session)
			session = session_of_ref(walk.line);
	return session;
}

static int say_none(const struct view *view, const struct task *task, const struct moments *moments, const char *word,
		    struct err *err)
{
	_autofree_ char *shown = text_clean(word, strlen(word), 80), *name = 0;
	long long session = 0, number = 0;
	bool is_numbered = sscanf(word, "%lld.%lld", &session, &number) == 2;
	const struct session *holder = session_at(view->state, is_numbered ? session : holder_of(view, word));
	const struct moment_saved *near = nearest(moments, session, number);

	if (holder && holder->task != task->record.id)
		return err_set(err, ERR_REFUSED, "checkpoint '%s' is of task '%s', not of '%s'", shown,
			       task_at(view->state, holder->task)->name, task->name);
	if (!near)
		return err_set(err, ERR_MISSING, "task '%s' has no checkpoints", task->name);
	name = moment_name(near);
	return err_set(err, ERR_MISSING, "task '%s' has no checkpoint '%s'; '%s' is near, and 'leadhand checkpoints %s' "
		       "lists them", task->name, shown, name, task->name);
}

int moments_find(const struct view *view, const struct task *task, const struct moments *moments, const char *word,
		 const struct moment_saved **found, struct err *err)
{
	*found = 0;
	for (size_t i = 0; i < moments->count; i++) {
		if (!is_named(&moments->list[i], word))
			continue;
		if (*found)
			return err_set(err, ERR_USAGE, "more than one checkpoint of task '%s' begins with '%s'",
				       task->name, word);
		*found = &moments->list[i];
	}
	return *found ? 0 : say_none(view, task, moments, word, err);
}
