/* verb_status.c - the board: every task in a line. */
#include "api/verbs.h"

#include "api/row.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/desk.h"
#include "floor/brief_walls.h"
#include "sys/fs.h"

#include <string.h>

enum { LAST_WORDS_BYTES = 2000 };

/* Something is to be done that only a floor would do. */
static bool work_remains(const struct view *view)
{
	EACH(task, task, view->state)
		if (!task->is_paused &&
		    (task->life == TASK_waiting || task->life == TASK_proving ||
		     task->life == TASK_working || task->life == TASK_gating ||
		     task->life == TASK_approved || task->life == TASK_landing))
			return true;
	return false;
}

static char *last_line(const struct place *place)
{
	size_t len = 0;
	_autofree_ char *tail = fs_read_tail(place->log, LAST_WORDS_BYTES, &len);
	const char *line;

	while (len && (tail[len - 1] == '\n' || tail[len - 1] == ' '))
		tail[--len] = 0;
	line = strrchr(tail, '\n');
	line = line ? line + 1 : tail;
	return text_clean(line, strlen(line), 300);
}

static json_t *floor_json(const struct view *view)
{
	_autofree_ char *missing = brief_without_walls(view->place);
	json_t *floor = json_object();
	bool remains = !view->floor_pid && work_remains(view);

	json_object_set_new(floor, "running", json_boolean(view->floor_pid != 0));
	json_put_number(floor, "pid", view->floor_pid);
	json_put(floor, "mode", factory_modes[factory_of(view->state)->mode]);
	if (view->floor_pid && *missing)
		json_put(floor, "without_walls", missing);
	json_put(floor, "target", factory_of(view->state)->target);
	json_object_set_new(floor, "work_remains", json_boolean(remains));
	/* A floor that was told to go down set its mode; one that ended in the middle left its
	 * last words. */
	if (remains && factory_of(view->state)->mode == FACTORY_open) {
		_autofree_ char *words = last_line(view->place);

		json_put(floor, "last_words", words);
	}
	return floor;
}

/* Nobody can mend the words of a file that is not there. */
static bool is_orphan(const struct task *task, const struct file_tasks *files)
{
	return task->life <= TASK_waiting && !lines_has(files->names, task->name);
}

static bool has_draft(const struct view *view, const struct file_tasks *files)
{
	EACH(task, task, view->state)
		if (task->life == TASK_draft && !is_orphan(task, files))
			return true;
	for (size_t i = 0; i < files->count; i++)
		if (*files->list[i].reason)
			return true;
	return false;
}

static json_t *rows_json(const struct view *view, const struct file_tasks *files)
{
	json_t *rows = json_array();

	EACH(task, task, view->state) {
		const struct file_task *file = file_tasks_find(files, task->name);
		json_t *row = file ? row_of_file(file) : row_of_task(view, task);

		if (is_orphan(task, files)) {
			_autofree_ char *reason = mem_printf(
				"its file is gone: 'leadhand cancel %s' takes it off the board",
				task->name);

			json_put(row, "reason", reason);
		}
		json_array_append_new(rows, row);
	}
	for (size_t i = 0; i < files->count; i++)
		if (!task_named(view->state, files->list[i].name))
			json_array_append_new(rows, row_of_file(&files->list[i]));
	return rows;
}

static const char *bottleneck(const struct view *view, const struct file_tasks *files)
{
	const char *word = desk_bottleneck(view->state);

	if (strcmp(word, "none") && strcmp(word, "specification"))
		return word;
	return has_draft(view, files) ? "specification" : "none";
}

int verb_status(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	_cleanup_(file_tasks_release) struct file_tasks files = { 0 };
	struct desk desk;

	if (view_open(&call->place, VIEW_board, &view, err))
		return err->code;
	file_tasks_read(&view, &files);
	desk = desk_of(view.state, view.now_ms);
	*out = json_object();
	json_object_set_new(*out, "floor", floor_json(&view));
	json_object_set_new(*out, "tasks", rows_json(&view, &files));
	json_put_number(*out, "inbox", desk.count);
	json_put(*out, "bottleneck", bottleneck(&view, &files));
	json_put_number(*out, "now_ms", view.now_ms);
	if (files.problem)
		json_put(*out, "problem", files.problem);
	desk_release(&desk);
	return 0;
}
