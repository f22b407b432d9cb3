/*
 * waste_chain.c - checkpoints of sessions that nobody goes on with, thinned out; see waste.h.
 *
 * A checkpoint has the one before it as its parent, so one that goes is left out by making those after it anew, with
 * the same files and date, and their number and first name in the message. The ref moves by compare-and-swap.
 */
#include "api/waste.h"

#include "api/moments.h"
#include "api/thin.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/git.h"

static long long over_since(const struct task *task)
{
	return task->life >= TASK_landed && task->life != TASK_failed ? task->since_ms : 0;
}

static size_t judge(const struct waste *waste, const struct task *task, const struct moments *moments,
		    struct thin_moment *verdicts)
{
	_autofree_ long long *turns = mem_new(moments->count + 1, sizeof *turns);

	for (size_t i = 0; i < moments->count; i++) {
		const struct moment_saved *moment = &moments->list[i];

		verdicts[i] = (struct thin_moment){ moment->at_ms, text_same(moment->kind, "ended"), true };
		/* What was saved outside of a turn is work that no end of a turn holds. */
		turns[i] = moment->turn ? moment->turn : -(long long)i - 1;
	}
	return thin_judge(verdicts, turns, moments->count, over_since(task), waste->view->now_ms);
}

static int make_again(const struct waste *waste, const struct moment_saved *moment, const char *parent, char **commit,
		      struct err *err)
{
	_autofree_ char *author = mem_printf("GIT_AUTHOR_DATE=@%lld +0000", moment->at_ms / 1000);
	_autofree_ char *committer = mem_printf("GIT_COMMITTER_DATE=@%lld +0000", moment->at_ms / 1000);
	_autofree_ char *was = mem_printf(MOMENT_TRAILER ": %lld %s", moment->number, moment->was);
	const char *const *us = git_our_identity;
	const char *env[] = { us[0], us[1], us[2], us[3], author, committer, 0 };
	const struct git git = { .dir = waste->view->place->git_dir, .env = env };

	return git_line(&git, GIT("commit-tree", "-m", "Checkpoint of work", "-m", was, moment->tree,
				  parent ? "-p" : 0, parent), commit, err);
}

/* The newest commit of a chain of those that stay, the caller's. */
static int rebuild(const struct waste *waste, const struct session *session, const struct moments *moments,
		   const struct thin_moment *verdicts, char **newest, struct err *err)
{
	_autofree_ char *parent = !text_is_empty(session->base) ? mem_dup(session->base) : 0;
	bool has_gap = false;

	for (size_t i = 0; i < moments->count; i++) {
		char *made = 0;

		has_gap |= !verdicts[i].is_kept;
		if (!verdicts[i].is_kept)
			continue;
		if (!has_gap)
			made = mem_dup(moments->list[i].commit);
		else if (make_again(waste, &moments->list[i], parent, &made, err))
			return err->code;
		mem_replace(&parent, made);
	}
	*newest = steal(&parent);
	return 0;
}

static int thin(struct waste *waste, const struct session *session, const struct moments *moments, struct err *err)
{
	_autofree_ struct thin_moment *verdicts = mem_new(moments->count + 1, sizeof *verdicts);
	const struct git git = { .dir = waste->view->place->git_dir };
	_autofree_ char *ref = moments_ref(session->record.id), *newest = 0;
	size_t gone = judge(waste, task_at(waste->view->state, session->task), moments, verdicts);

	if (!gone)
		return 0;
	if (!waste->is_dry &&
	    (rebuild(waste, session, moments, verdicts, &newest, err) ||
	     git_set_ref(&git, ref, newest, moments->list[moments->count - 1].commit, "leadhand gc", err)))
		return err->code;
	for (size_t i = 0; i < moments->count; i++) {
		_autofree_ char *name = moment_name(&moments->list[i]);

		if (!verdicts[i].is_kept)
			waste_note(waste, "checkpoint", name, 0);
	}
	return 0;
}

int waste_chains(struct waste *waste, struct err *err)
{
	EACH(session, session, waste->view->state) {
		_cleanup_(moments_release) struct moments moments = { 0 };
		const struct task *task = task_at(waste->view->state, session->task);

		if (!waste_is_over(waste, session) || waste_is_needed(waste, session))
			continue;
		if (moments_read(waste->view, task, session->record.id, &moments, err) ||
		    (moments.count && thin(waste, session, &moments, err)))
			return err->code;
	}
	return 0;
}
