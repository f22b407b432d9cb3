/* fitness.c - see fitness.h. */
#include "api/fitness.h"

#include "api/files.h"
#include "base/json.h"
#include "base/mem.h"
#include "spec/task.h"

static json_t *findings_json(const struct findings *findings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < findings->count; i++) {
		json_t *made = json_object();

		json_put_number(made, "line", findings->list[i].line);
		json_put_number(made, "column", findings->list[i].column);
		json_put(made, "rule", findings->list[i].rule);
		json_put(made, "text", findings->list[i].text);
		json_array_append_new(list, made);
	}
	return list;
}

int fitness_json(const struct place *place, const char *name, json_t **out, struct err *err)
{
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_cleanup_(findings_release) struct findings findings = { 0 };
	_cleanup_(config_release) struct config config = { 0 };
	_autofree_ char *path = mem_printf(".leadhand/tasks/%s.md", name);
	json_t *made;

	if (config_load(place->config, &config, err))
		return err->code;
	if (task_spec_load(place->top, name, &config, &spec, &findings, err)) {
		/* A file that is there and cannot be read as a task is an unfit task. */
		if (!task_file_exists(place, name))
			return err->code;
		findings_add(&findings, 1, 1, "file", "%s", err->text);
		err_release(err);
	}
	made = json_object();
	json_put(made, "id", name);
	json_put(made, "path", path);
	json_put(made, "title", spec.title ? spec.title : "");
	json_object_set_new(made, "fit", json_boolean(!findings.count));
	json_object_set_new(made, "findings", findings_json(&findings));
	json_put_number(made, "total", (long long)findings.total);
	*out = made;
	return 0;
}
