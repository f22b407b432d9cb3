/* verb_salvage.c - save what stands in workspaces that nobody looks after. */
#include "api/verbs.h"

#include "api/moments.h"
#include "api/salvage.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/git.h"

struct salvaging {
	const struct view *view; /* borrowed */
	json_t *saved, *left;	 /* borrowed */
	bool has_failed;
};

static json_t *entry_of(const struct salvaging *salvaging, const struct session *session, const char *path)
{
	json_t *made = json_object();

	json_put(made, "task", task_at(salvaging->view->state, session->task)->name);
	json_put_number(made, "session", session->record.id);
	json_put(made, "path", path);
	return made;
}

/* By the name that 'restore' takes. */
static void put_saved(const struct salvaging *salvaging, const struct session *session, json_t *entry,
		      const char *commit, bool is_new)
{
	const struct task *task = task_at(salvaging->view->state, session->task);
	_cleanup_(moments_release) struct moments moments = { 0 };
	_cleanup_(err_release) struct err none = ERR_INIT;
	_autofree_ char *name = 0;

	if (!moments_read(salvaging->view, task, session->record.id, &moments, &none) && moments.count)
		name = moment_name(&moments.list[moments.count - 1]);
	json_put(entry, "commit", commit);
	json_put(entry, "checkpoint", name);
	json_object_set_new(entry, "new", json_boolean(is_new));
	json_array_append(salvaging->saved, entry);
}

static void salvage(struct salvaging *salvaging, const struct session *session, const char *path)
{
	const struct git git = { .dir = salvaging->view->place->git_dir };
	_cleanup_(err_release) struct err err = ERR_INIT, none = ERR_INIT;
	_json_ json_t *entry = entry_of(salvaging, session, path);
	_autofree_ char *ref = moments_ref(session->record.id), *before = 0, *commit = 0;
	_autoclose_ int lock = -1;

	if (git_commit_of(&git, ref, &before, &none))
		before = 0;
	if (salvage_hold(salvaging->view, session, &lock, &err) ||
	    salvage_save(salvaging->view, session, path, &commit, &err)) {
		salvaging->has_failed |= err.code != ERR_CONFLICT;
		json_put(entry, "why", err.text);
		json_array_append(salvaging->left, entry);
	} else if (commit) {
		put_saved(salvaging, session, entry, commit, !text_same(before, commit));
	}
}

int verb_salvage(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	struct salvaging salvaging = { .view = &view, .saved = json_array(), .left = json_array() };
	struct view_target target = { 0 };

	*out = json_object();
	json_object_set_new(*out, "saved", salvaging.saved);
	json_object_set_new(*out, "left", salvaging.left);
	if (view_open(&call->place, VIEW_whole, &view, err) ||
	    (call_word(call, 0) && view_find(&view, call_word(call, 0), &target, err)))
		return err->code;
	EACH(session, session, view.state) {
		_autofree_ char *path = 0;

		if (target.task && session->task != target.task->record.id)
			continue;
		path = view_workspace(&view, session);
		if (fs_is_dir(path))
			salvage(&salvaging, session, path);
	}
	call->status = salvaging.has_failed;
	return 0;
}
