/* fitness.c - see fitness.h. */
#include "api/fitness.h"

#include "api/files.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/task.h"
#include "sys/fs.h"

#include <string.h>

enum { TASK_BYTES = 64 << 10, SHOWN_BYTES = 400 };

int fitness_open(const struct place *place, struct fitness *fitness, struct err *err)
{
	*fitness = (struct fitness){ .place = place };
	if (config_load(place->config, &fitness->config, err))
		return err->code;
	if (view_open(place, VIEW_board, &fitness->view, err)) {
		config_release(&fitness->config);
		return err->code;
	}
	survey_make(place, &fitness->config, fitness->view.state, &fitness->survey);
	return 0;
}

void fitness_release(struct fitness *fitness)
{
	if (!fitness->place)
		return;
	survey_release(&fitness->survey);
	view_release(&fitness->view);
	config_release(&fitness->config);
	*fitness = (struct fitness){ 0 };
}

static json_t *mend_json(const struct finding *finding)
{
	json_t *made;

	if (!finding->mend)
		return json_null();
	made = json_object();
	json_put_number(made, "from", (long long)finding->from);
	json_put_number(made, "to", (long long)finding->to);
	json_put(made, "text", finding->mend);
	return made;
}

static json_t *findings_json(const struct findings *findings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < findings->count; i++) {
		json_t *made = json_object();

		json_put_number(made, "line", findings->list[i].line);
		json_put_number(made, "column", findings->list[i].column);
		json_put(made, "rule", findings->list[i].rule);
		json_put(made, "severity", findings->list[i].is_error ? "error" : "warning");
		json_put(made, "text", findings->list[i].text);
		json_object_set_new(made, "mend", mend_json(&findings->list[i]));
		json_array_append_new(list, made);
	}
	return list;
}

int fitness_json(const struct fitness *fitness, const char *name, json_t **out, struct err *err)
{
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_cleanup_(findings_release) struct findings findings = { 0 };
	_autofree_ char *path = mem_printf(".leadhand/tasks/%s.md", name);
	json_t *made;

	if (task_spec_load(fitness->place->top, name, &fitness->survey.world, &spec, &findings, err)) {
		/* A file that is there and cannot be read as a task is an unfit task. */
		if (!task_file_exists(fitness->place, name))
			return err->code;
		findings_add(&findings, 1, 1, "file", "%s", err->text);
		err_release(err);
	}
	made = json_object();
	json_put(made, "id", name);
	json_put(made, "path", path);
	json_put(made, "title", spec.title ? spec.title : "");
	json_object_set_new(made, "fit", json_boolean(!findings.errors));
	json_put_number(made, "errors", (long long)findings.errors);
	json_put_number(made, "warnings", (long long)(findings.total - findings.errors));
	json_object_set_new(made, "findings", findings_json(&findings));
	json_put_number(made, "total", (long long)findings.total);
	*out = made;
	return 0;
}

/* Mends stay within their lines, so the lines of both texts stand side by side. */
static json_t *changed_lines(const char *was, const char *now)
{
	json_t *list = json_array();

	for (long long line = 1; *was && *now; line++) {
		size_t old = strcspn(was, "\n"), fresh = strcspn(now, "\n");

		if (old != fresh || memcmp(was, now, old) != 0) {
			_autofree_ char *before = text_clean(was, old, SHOWN_BYTES), *after = text_clean(now, fresh, SHOWN_BYTES);
			json_t *made = json_object();

			json_put_number(made, "line", line);
			json_put(made, "was", before);
			json_put(made, "now", after);
			json_array_append_new(list, made);
		}
		was += old + (was[old] == '\n');
		now += fresh + (now[fresh] == '\n');
	}
	return list;
}

int fitness_mend(const struct fitness *fitness, const char *name, json_t **changes, struct err *err)
{
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_cleanup_(findings_release) struct findings findings = { 0 };
	_autofree_ char *path = mem_printf("%s/.leadhand/tasks/%s.md", fitness->place->top, name), *text = 0, *mended = 0;
	size_t len = 0, count = 0;

	*changes = 0;
	if (!text_is_name(name))
		return err_set(err, ERR_USAGE, "that is no name of a task");
	if (fs_read(path, TASK_BYTES, &text, &len, err))
		return err->code;
	task_spec_lint(&(struct task_text){ name, text, len }, &fitness->survey.world, &spec, &findings);
	mended = findings_mended(&findings, text, len, &count);
	if (mended && task_spec_rewrite(fitness->place->top, name, text, mended, err))
		return err->code;
	*changes = mended ? changed_lines(text, mended) : json_array();
	return 0;
}
