/* verb_show.c - one thing, with all that is needed to judge it; and the list of what waits for
 * that. */
#include "api/verbs.h"

#include "api/card.h"
#include "api/inbox.h"
#include "api/prompts.h"
#include "api/row.h"
#include "base/json.h"
#include "base/mem.h"

int verb_inbox(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };

	if (view_open(&call->place, VIEW_board, &view, err))
		return err->code;
	*out = json_object();
	json_object_set_new(*out, "items", inbox_json(&view));
	json_put_number(*out, "now_ms", view.now_ms);
	return 0;
}

/* A task that only its file knows of. */
static int file_card(const struct view *view, const char *id, json_t **out)
{
	_cleanup_(file_tasks_release) struct file_tasks files = { 0 };
	const struct file_task *file;

	file_tasks_read(view, &files);
	file = file_tasks_find(&files, id);
	if (!file)
		return ERR_MISSING;
	*out = row_of_file(file);
	json_put(*out, "kind", "task");
	json_put(*out, "task", file->name);
	json_put_number(*out, "now_ms", view->now_ms);
	return 0;
}

static int show(struct call *call, const struct view *view, const char *id, json_t **out,
		struct err *err)
{
	struct view_target target;
	int code = view_find(view, id, &target, err);

	if (code == ERR_MISSING && !file_card(view, id, out)) {
		err_release(err);
		return 0;
	}
	if (code)
		return code;
	*out = card_json(view, &target, call_has(call, "diff"));
	/* What could not be read was not shown. */
	if (!json_text(*out, "change_problem"))
		card_shown(view, target.review);
	return 0;
}

/* Of a review or a question: of its task. */
static int show_prompt(struct call *call, const struct view *view, json_t **out, struct err *err)
{
	const struct prompts_wish wish = { call_number(call, "session", 0), call_number(call, "turn", 0) };
	const char *id = call_word(call, 0);
	_cleanup_(err_release) struct err none = ERR_INIT;
	struct view_target target = { 0 };

	if (!view_find(view, id, &target, &none) && target.task)
		id = target.task->name;
	return prompts_read(view, id, &wish, out, err);
}

int verb_show(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };

	if (!call_has(call, "prompt") && (call_has(call, "turn") || call_has(call, "session")))
		return err_set(err, ERR_USAGE, "--turn and --session say of which prompt: give --prompt too");
	if (view_open(&call->place, VIEW_whole, &view, err))
		return err->code;
	return call_has(call, "prompt") ? show_prompt(call, &view, out, err) : show(call, &view, call_word(call, 0), out, err);
}

int verb_next(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	_json_ json_t *items = 0;

	if (view_open(&call->place, VIEW_whole, &view, err))
		return err->code;
	items = inbox_json(&view);
	if (!json_array_size(items)) {
		*out = json_object();
		json_put(*out, "kind", "none");
		return 0;
	}
	return show(call, &view, json_text(json_array_get(items, 0), "id"), out, err);
}
