/* inbox.c - see inbox.h. */
#include "api/inbox.h"

#include "api/risk.h"
#include "api/row.h"
#include "base/json.h"
#include "base/mem.h"
#include "core/desk.h"

static char *item_id(const struct view *view, const struct desk_item *item)
{
	static const struct {
		enum record_kind source;
		char letter;
	} letters[] = {
		{ RECORD_question, 'Q' }, { RECORD_review, 'R' }, { RECORD_landing, 'L' }, { RECORD_notice, 'N' },
	};

	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (letters[i].source == item->source)
			return id_text(letters[i].letter, item->id);
	/* Of a task that stands in the inbox by itself its name is enough. */
	return mem_dup(task_at(view->state, item->task)->name);
}

static json_t *item_json(const struct view *view, const struct desk_item *item)
{
	const struct task *task = task_at(view->state, item->task);
	const struct session *session = task ? session_at(view->state, task->session) : 0;
	_autofree_ char *id = item_id(view, item);
	_autofree_ char *blocks = task ? task_blocks(view->state, task) : mem_dup("");
	json_t *made = json_object();

	json_put(made, "id", id);
	json_put(made, "kind", desk_kinds[item->kind]);
	json_put(made, "task", task ? task->name : 0);
	json_put(made, "title", task ? task->title : 0);
	json_put(made, "text", item->text ? item->text : "");
	json_put_number(made, "since_ms", item->since_ms);
	json_put_number(made, "minutes", item->minutes);
	json_put(made, "when", ask_classes[item->class]);
	if (item->due_ms)
		json_put_number(made, "due_ms", item->due_ms);
	json_object_set_new(made, "blocks", json_from_lines(blocks));
	if (item->kind == DESK_review && session) {
		struct risk risk = risk_of(view->state, task, session, review_at(view->state, item->id));

		json_put(made, "risk", risk.level);
		json_put_number(made, "files", session->files);
		json_put_number(made, "insertions", session->insertions);
		json_put_number(made, "deletions", session->deletions);
		risk_release(&risk);
	} else {
		json_put(made, "risk", 0);
	}
	return made;
}

json_t *inbox_json(const struct view *view)
{
	struct desk desk = desk_of(view->state, view->now_ms);
	json_t *items = json_array();

	for (long long i = 0; i < desk.count; i++)
		json_array_append_new(items, item_json(view, &desk.items[i]));
	desk_release(&desk);
	return items;
}
