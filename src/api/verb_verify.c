/* verb_verify.c - prove afterwards what leadhand promises of every commit that it lands. */
#include "api/verbs.h"

#include "api/proof.h"
#include "api/repository.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/git.h"

#include <string.h>

static bool is_among(const struct traces *traces, const char *commit)
{
	for (size_t i = 0; i < traces->count; i++)
		if (!strcmp(traces->list[i].commit, commit))
			return true;
	return false;
}

/* Every commit of the target, one a line, the caller's; "" where it cannot be read. */
static char *history(const struct place *place, const char *branch)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct git git = { .dir = place->git_dir };
	char *list = 0;

	if (git_read(&git, GIT("rev-list", branch, "--"), &list, 0, &err))
		mem_replace(&list, mem_dup(""));
	return list;
}

/*
 * leadhand moves the target forward only. What landed and is no longer there was taken away by
 * somebody else, who may: it is named, and disproves nothing.
 */
static json_t *gone_json(const struct view *view, const struct traces *traces,
			 const char *target)
{
	_autofree_ char *commits = 0;
	json_t *gone = json_array();

	EACH(landing, landing, view->state) {
		const struct task *task = task_at(view->state, landing->task);
		json_t *made;

		if (landing->life != LANDING_landed || is_among(traces, landing->merged))
			continue;
		if (!commits)
			commits = history(view->place, target);
		if (strstr(commits, landing->merged))
			continue;
		made = json_object();
		json_put(made, "commit", landing->merged);
		json_put(made, "task", task ? task->name : 0);
		json_array_append_new(gone, made);
	}
	return gone;
}

int verb_verify(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	_cleanup_(traces_release) struct traces traces = { 0 };
	_autofree_ char *target = 0, *branch = 0;
	const char *range = call_word(call, 0);
	json_t *commits, *commit;
	bool is_ok = true;
	size_t i;

	if (view_open(&call->place, VIEW_whole, &view, err))
		return err->code;
	target = repository_target(&call->place, 0, factory_of(view.state)->target);
	branch = mem_printf("refs/heads/%s", target);
	if ((range || repository_has_branch(&call->place, target)) &&
	    traces_read(&call->place, range ? range : branch, !range, &traces, err))
		return err_wrap(err, "cannot read the commits of '%s'", range ? range : target);
	commits = json_array();
	for (i = 0; i < traces.count; i++)
		json_array_append_new(commits, proof_of(&view, &traces.list[i]));
	json_array_foreach(commits, i, commit)
		is_ok &= !json_text(commit, "problem");
	*out = json_object();
	json_object_set_new(*out, "ok", json_boolean(is_ok));
	json_put(*out, "range", range ? range : target);
	json_object_set_new(*out, "commits", commits);
	json_object_set_new(*out, "gone",
			    range ? json_array() : gone_json(&view, &traces, branch));
	call->status = is_ok ? 0 : 1;
	return 0;
}
