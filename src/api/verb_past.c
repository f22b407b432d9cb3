/* verb_past.c - the checkpoints of a task, and the way back to one. */
#include "api/verbs.h"

#include "api/moments.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/desk.h"
#include "floor/words.h"

static int open_task(struct call *call, struct view *view, const struct task **task, struct err *err)
{
	struct view_target target;

	if (view_open(&call->place, VIEW_whole, view, err) ||
	    view_find(view, call_word(call, 0), &target, err))
		return err->code;
	if (!target.task)
		return err_set(err, ERR_USAGE, "'%s' is no task", call_word(call, 0));
	*task = target.task;
	return 0;
}

static json_t *moment_json(const struct moment_saved *moment)
{
	_autofree_ char *name = moment_name(moment);
	json_t *made = json_object();

	json_put(made, "name", name);
	json_put(made, "commit", moment->commit);
	json_put_number(made, "session", moment->session);
	json_put_number(made, "number", moment->number);
	json_put_number(made, "turn", moment->turn);
	json_put(made, "why", moment->why);
	json_put(made, "kind", moment->kind);
	json_put_number(made, "at_ms", moment->at_ms);
	json_put_number(made, "files", moment->files);
	json_put_number(made, "insertions", moment->insertions);
	json_put_number(made, "deletions", moment->deletions);
	json_put(made, "head", moment->head);
	json_object_set_new(made, "committed",
			    json_boolean(moment->head_tree && text_same(moment->head_tree, moment->tree)));
	return made;
}

/* Which sessions began at a checkpoint, and at which. */
static json_t *origins(const struct view *view, const struct task *task)
{
	json_t *list = json_array();

	EACH(session, session, view->state) {
		json_t *made;

		if (session->task != task->record.id || !session->past)
			continue;
		made = json_object();
		json_put_number(made, "session", session->record.id);
		json_put_number(made, "past", session->past);
		json_put(made, "commit", session->moment);
		json_array_append_new(list, made);
	}
	return list;
}

static int check_session(const struct call *call, const struct view *view, const struct task *task, struct err *err)
{
	long long number = call_number(call, "session", 0);
	const struct session *session = session_at(view->state, number);

	if (call_has(call, "session") && (!session || session->task != task->record.id))
		return err_set(err, ERR_MISSING, "task '%s' has no session %lld", task->name, number);
	return 0;
}

int verb_checkpoints(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	_cleanup_(moments_release) struct moments moments = { 0 };
	const struct task *task;
	json_t *list;

	if (open_task(call, &view, &task, err) || check_session(call, &view, task, err) ||
	    moments_read(&view, task, call_number(call, "session", 0), &moments, err))
		return err->code;
	*out = json_object();
	list = json_array();
	for (size_t i = moments.count; i--;)
		json_array_append_new(list, moment_json(&moments.list[i]));
	json_put(*out, "task", task->name);
	json_object_set_new(*out, "checkpoints", list);
	json_object_set_new(*out, "restored", origins(&view, task));
	json_put_number(*out, "now_ms", view.now_ms);
	return 0;
}

/* Before the checkpoint is looked for: of what has landed there may be none left. */
static int check_open(const struct view *view, const struct task *task, struct err *err)
{
	if (task->life != TASK_landed && task->life != TASK_done)
		return 0;
	return err_set(err, ERR_REFUSED, "task '%s' is %s: what is still to do is a new task", task->name,
		       task_shown(view->state, task));
}

static int go_back(const struct call *call, const struct task *task, const struct moment_saved *moment, json_t **out,
		   struct err *err)
{
	_autofree_ char *by = place_lead(&call->place);
	_json_ json_t *request = json_object();

	json_put(request, "word", "restore");
	json_put(request, "task", task->name);
	json_put_number(request, "session", moment->session);
	json_put(request, "commit", moment->commit);
	json_put(request, "head", moment->head);
	json_put(request, "by", by);
	json_put(request, "text", call_text(call, "message"));
	return words_say(&call->place, request, out, err);
}

int verb_restore(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	_cleanup_(moments_release) struct moments moments = { 0 };
	const struct moment_saved *moment;
	_autofree_ char *name = 0;
	const struct task *task;

	if (open_task(call, &view, &task, err) || check_open(&view, task, err) ||
	    moments_read(&view, task, 0, &moments, err) ||
	    moments_find(&view, task, &moments, call_word(call, 1), &moment, err) ||
	    go_back(call, task, moment, out, err))
		return err->code;
	name = moment_name(moment);
	json_object_del(*out, "ok");
	json_put(*out, "task", task->name);
	json_put(*out, "checkpoint", name);
	json_put(*out, "commit", moment->commit);
	json_put_number(*out, "at_ms", moment->at_ms);
	json_object_set_new(*out, "floor", json_boolean(view.floor_pid != 0));
	return 0;
}
