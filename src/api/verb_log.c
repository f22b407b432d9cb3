/* verb_log.c - what happened to a task, and what goes on. */
#include "api/verbs.h"

#include "api/did.h"
#include "api/files.h"
#include "api/logbook.h"
#include "base/json.h"
#include "base/mem.h"

#include <time.h>

static const struct timespec moment = { 0, 200000000 };

/* Nothing more will be written unless the lead says so. */
static bool is_over(const struct view *view, const struct task *task)
{
	if (task->life < TASK_landed)
		return false;
	EACH(job, job, view->state)
		if (job->life == JOB_running && session_at(view->state, job->session) &&
		    session_at(view->state, job->session)->task == task->record.id)
			return false;
	return true;
}

static int take(struct call *call, struct logbook *logbook, json_t **entries, struct err *err)
{
	if (!call_has(call, "raw") && !call_has(call, "events"))
		return logbook_take(logbook, entries, err);
	*entries = call_has(call, "raw") ? logbook_take_raw(logbook) : did_take_events(logbook);
	return 0;
}

static int follow(struct call *call, struct view *view, struct logbook *logbook,
		  struct err *err)
{
	for (;;) {
		/* Asked before the last lines are taken, so that none of them is missed. */
		bool is_last = is_over(view, task_at(view->state, logbook->task));
		_json_ json_t *entries = 0;
		json_t *entry;
		size_t i;

		if (take(call, logbook, &entries, err))
			return err->code;
		json_array_foreach(entries, i, entry)
			call->emit(call->owner, entry);
		if (is_last)
			return 0;
		nanosleep(&moment, 0);
		if (view_is_old(view) && view_reload(view, VIEW_whole, err))
			return err->code;
	}
}

/* Of a task that only its file knows of there is nothing to tell yet. */
static int tell_nothing(struct call *call, json_t **out)
{
	*out = json_object();
	json_put(*out, "task", call_word(call, 0));
	json_object_set_new(*out, "entries", json_array());
	return 0;
}

int verb_log(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	_cleanup_(logbook_release) struct logbook logbook = { 0 };
	struct view_target target;
	json_t *entries = 0;
	int code = view_open(&call->place, VIEW_whole, &view, err);

	if (!code && !task_named(view.state, call_word(call, 0)) &&
	    task_file_exists(&call->place, call_word(call, 0)))
		return tell_nothing(call, out);
	if (!code)
		code = view_find(&view, call_word(call, 0), &target, err);
	if (!code && !target.task)
		code = err_set(err, ERR_USAGE, "'%s' is no task", call_word(call, 0));
	if (!code && call_has(call, "raw") && call_has(call, "events"))
		code = err_set(err, ERR_USAGE, "say either --raw or --events");
	if (code)
		return code;
	logbook = (struct logbook){ .view = &view, .task = target.task->record.id };
	*out = json_object();
	json_put(*out, "task", target.task->name);
	if (call_has(call, "follow") && call->emit) {
		code = follow(call, &view, &logbook, err);
	} else {
		code = take(call, &logbook, &entries, err);
		if (!code)
			json_object_set_new(*out, call_has(call, "raw") ? "pieces" : "entries",
					    entries);
	}
	return code;
}
