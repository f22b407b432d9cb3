/* files.c - see files.h. */
#include "api/files.h"

#include "base/mem.h"
#include "base/text.h"
#include "floor/survey.h"
#include "spec/task.h"
#include "sys/fs.h"

#include <string.h>

enum { FILE_BYTES = 64 << 10 };

struct reading {
	const struct view *view;
	struct config config; /* read when the first file needs it */
	struct survey survey; /* the same */
	bool has_config, is_config_read, is_surveyed;
	struct file_tasks *files;
};

static void read_config(struct reading *reading)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (reading->is_config_read)
		return;
	reading->is_config_read = true;
	reading->has_config =
		!config_load(reading->view->place->config, &reading->config, &err);
	if (!reading->has_config)
		mem_replace(&reading->files->problem, steal(&err.text));
}

/* What is under way keeps the words that its session was given, whatever the file says now. */
static bool may_differ(const struct task *task)
{
	return !task || task->life == TASK_draft || task->life == TASK_ready;
}

static bool is_as_known(const struct task *task, const char *path, long long changed_ns)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0, *hash = 0;
	size_t len;

	if (!task)
		return false;
	if (changed_ns / 1000000 < task->since_ms)
		return true;
	if (fs_read(path, FILE_BYTES, &text, &len, &err))
		return true;
	hash = text_hash(text, len);
	return text_same(hash, task->hash);
}

static void lint_file(struct reading *reading, const char *name, const char *path,
		      long long changed_ms)
{
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_cleanup_(findings_release) struct findings findings = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct file_tasks *files = reading->files;
	const struct finding *first;
	struct file_task *made;
	int code;

	read_config(reading);
	if (!reading->is_surveyed)
		survey_make(reading->view->place, reading->has_config ? &reading->config : 0, reading->view->state,
			    &reading->survey);
	reading->is_surveyed = true;
	code = task_spec_load(reading->view->place->top, name, &reading->survey.world, &spec, &findings, &err);
	files->list = mem_grow(files->list, files->count + 1, sizeof(*files->list));
	made = &files->list[files->count++];
	*made = (struct file_task){ .name = mem_dup(name),
				    .changed_ms = changed_ms,
				    .title = mem_dup(spec.title ? spec.title : "") };
	if (code)
		made->reason = steal(&err.text);
	else if ((first = findings_first_error(&findings)))
		made->reason = mem_printf("%s:%lld:%lld: %s", path, first->line, first->column, first->text);
	else
		made->reason = mem_dup("");
}

void file_tasks_read(const struct view *view, struct file_tasks *files)
{
	struct reading reading = { .view = view, .files = files };
	_autofree_ char *odd = 0;
	struct lines walk;

	*files = (struct file_tasks){ 0 };
	task_spec_names(view->place->top, &files->names, &odd);
	LINES_EACH(walk, files->names) {
		_autofree_ char *shown = mem_printf(".leadhand/tasks/%s.md", walk.line);
		_autofree_ char *path = mem_printf("%s/%s", view->place->top, shown);
		const struct task *task = task_named(view->state, walk.line);
		long long size, changed_ns;

		if (!may_differ(task))
			continue;
		fs_stamp(path, &size, &changed_ns);
		if (!is_as_known(task, path, changed_ns))
			lint_file(&reading, walk.line, shown, changed_ns / 1000000);
	}
	/* A floor that runs goes on with the last good one: who looks at the board has to know. */
	read_config(&reading);
	survey_release(&reading.survey);
	if (reading.has_config)
		config_release(&reading.config);
}

const struct file_task *file_tasks_find(const struct file_tasks *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++)
		if (!strcmp(files->list[i].name, name))
			return &files->list[i];
	return 0;
}

bool task_file_exists(const struct place *place, const char *name)
{
	_autofree_ char *path = mem_printf("%s/.leadhand/tasks/%s.md", place->top, name);

	return text_is_name(name) && fs_exists(path);
}

void file_tasks_release(struct file_tasks *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->list[i].name);
		free(files->list[i].title);
		free(files->list[i].reason);
	}
	free(files->list);
	free(files->names);
	free(files->problem);
	*files = (struct file_tasks){ 0 };
}
