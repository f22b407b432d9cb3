/* verb_lint.c - say whether tasks are fit to run, and mend what is certain. */
#include "api/verbs.h"

#include "api/fitness.h"
#include "api/sarif.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/task.h"

/* After the mends: what else there is, with the lines that became others. */
static int lint_one(struct call *call, const struct fitness *fitness, const char *name, json_t **out, struct err *err)
{
	_json_ json_t *changes = 0;

	if (call_has(call, "fix") && fitness_mend(fitness, name, &changes, err))
		return err->code;
	if (fitness_json(fitness, name, out, err))
		return err->code;
	if (changes)
		json_object_set(*out, "mended", changes);
	if (!json_bool(*out, "fit"))
		call->status = -ERR_REFUSED;
	return 0;
}

static int lint_all(struct call *call, const char *names, json_t *tasks, struct err *err)
{
	_cleanup_(fitness_release) struct fitness fitness = { 0 };
	struct lines walk;

	if (fitness_open(&call->place, &fitness, err))
		return err->code;
	LINES_EACH(walk, names) {
		json_t *task = 0;

		if (lint_one(call, &fitness, walk.line, &task, err)) {
			lines_stop(&walk);
			return err->code;
		}
		json_array_append_new(tasks, task);
	}
	return 0;
}

int verb_lint(struct call *call, json_t **out, struct err *err)
{
	_autofree_ char *named = json_lines(call->words), *all = 0, *odd = 0;
	_json_ json_t *made = json_object();
	json_t *tasks = json_array();

	json_object_set_new(made, "tasks", tasks);
	task_spec_names(call->place.top, &all, &odd);
	if (lint_all(call, *named ? named : all, tasks, err))
		return err->code;
	if (call_has(call, "sarif")) {
		*out = sarif_make(tasks);
		return 0;
	}
	json_object_set_new(made, "odd", json_from_lines(*named ? "" : odd));
	*out = steal(&made);
	return 0;
}
