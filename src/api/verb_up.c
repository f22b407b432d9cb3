/* verb_up.c - set the floor going, let it stop, wait for what it does. */
#include "api/verbs.h"

#include "api/files.h"
#include "api/fitness.h"
#include "api/kinds.h"
#include "api/waiting.h"
#include "api/walling.h"
#include "base/json.h"
#include "base/text.h"
#include "floor/words.h"

#include <string.h>
#include <time.h>

static const struct timespec moment = { 0, 50000000 };

static json_t *up_request(const struct call *call)
{
	json_t *request = json_object();

	json_put(request, "word", "up");
	json_object_set(request, "tasks", call->words);
	if (call_has(call, "sessions"))
		json_put_number(request, "sessions", call_number(call, "sessions", 0));
	return request;
}

/* Of those that were called, with warnings: nothing holds them up, and who wrote them may want to know. */
static int put_warned(const struct fitness *fitness, json_t *out, struct err *err)
{
	json_t *warned = json_array();
	const json_t *name;
	size_t i;

	json_object_set_new(out, "warned", warned);
	json_array_foreach(json_object_get(out, "called"), i, name) {
		_json_ json_t *one = 0;

		if (!task_file_exists(fitness->place, json_string_value(name)))
			continue;
		if (fitness_json(fitness, json_string_value(name), &one, err))
			return err->code;
		if (json_number(one, "warnings"))
			json_array_append(warned, one);
	}
	return 0;
}

/* What is unfit, with the places; one that was named is an answer of no. A task whose file is
 * gone is no news to who removed it, and must not keep the others from starting. */
static int put_unfit(struct call *call, json_t *out, struct err *err)
{
	_cleanup_(fitness_release) struct fitness fitness = { 0 };
	json_t *unfit = json_array(), *entry;
	size_t i;
	int code = fitness_open(&call->place, &fitness, err);

	json_array_foreach(json_object_get(out, "unfit"), i, entry) {
		const char *name = json_text_or(entry, "task", "");
		json_t *one = 0;

		if (code)
			break;
		if (!task_file_exists(&call->place, name) && !json_array_size(call->words))
			continue;
		code = fitness_json(&fitness, name, &one, err);
		if (!code)
			json_array_append_new(unfit, one);
	}
	if (json_array_size(unfit) && json_array_size(call->words))
		call->status = -ERR_REFUSED;
	json_object_set_new(out, "unfit", unfit);
	return code ? code : put_warned(&fitness, out, err);
}

/* A task that this call is about: one that it names, or any where it names none. */
static bool is_meant(const struct call *call, const struct task *task)
{
	_autofree_ char *named = json_lines(call->words);

	return !*named || lines_has(named, task->name);
}

static bool has_failed(const struct call *call, const struct view *view)
{
	EACH(task, task, view->state)
		if (task->life == TASK_failed && is_meant(call, task))
			return true;
	return false;
}

static int wait_idle(struct call *call, json_t *out, struct err *err)
{
	static const struct condition idle = { .kind = CONDITION_idle };
	_cleanup_(view_release) struct view view = { 0 };
	_autofree_ char *why = 0;
	enum waited waited = WAITED_not_yet;
	bool met;

	if (wait_for(call, &idle, 0, &waited, &why, err) ||
	    view_open(&call->place, VIEW_board, &view, err))
		return err->code;
	met = waited == WAITED_met;
	json_object_set_new(out, "idle", json_boolean(met));
	json_object_set_new(out, "failed", json_boolean(has_failed(call, &view)));
	if (!met)
		json_put(out, "reason", why);
	if ((!met || has_failed(call, &view)) && !call->status)
		call->status = 1;
	return 0;
}

/* Said where it matters and can be changed; a configuration that cannot be read has been told about. */
static void put_advice(const struct call *call, json_t *out)
{
	_cleanup_(config_release) struct config config = { 0 };
	_cleanup_(view_release) struct view view = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *advice = 0;

	if (config_load(call->place.config, &config, &err) || view_open(&call->place, VIEW_board, &view, &err))
		return;
	advice = kinds_advice(&view, &config, call_number(call, "sessions", 0));
	if (advice)
		json_put(out, "advice", advice);
}

/* What holds less than it could is said with the start of the floor, not with every word to it. */
static void put_weaker(json_t *out, const char *weaker, bool is_start)
{
	json_object_set_new(out, "weaker", json_from_lines(is_start ? weaker : ""));
}

int verb_up(struct call *call, json_t **out, struct err *err)
{
	_json_ json_t *request = up_request(call), *answer = 0;
	_autofree_ char *weaker = 0;
	bool is_start = !floor_pid(&call->place);
	int code;

	if (kinds_allow(&call->place, err) ||
	    walling_allow(&call->place, call_has(call, "unsafe"), &weaker, err))
		return err->code;
	/* The word first: a floor that starts on a closed store has nothing to do and goes at
	 * once. */
	code = words_say(&call->place, request, &answer, err);
	if (code)
		return code;
	if (is_start)
		call_tell(call, "starting the floor");
	code = floor_start(&call->place, err);
	if (!code)
		code = put_unfit(call, answer, err);
	if (code)
		return code;
	json_object_del(answer, "ok");
	json_put_number(answer, "pid", floor_pid(&call->place));
	put_advice(call, answer);
	put_weaker(answer, weaker, is_start);
	if (call_has(call, "wait"))
		code = wait_idle(call, answer, err);
	if (!code)
		*out = steal(&answer);
	return code;
}

int verb_down(struct call *call, json_t **out, struct err *err)
{
	_json_ json_t *request = json_object(), *answer = 0;
	int pid = floor_pid(&call->place), code;

	*out = json_object();
	json_put_number(*out, "pid", pid);
	json_object_set_new(*out, "was_running", json_boolean(pid != 0));
	if (!pid)
		return 0;
	json_put(request, "word", "down");
	json_object_set_new(request, "now", json_boolean(call_has(call, "now")));
	code = words_say(&call->place, request, &answer, err);
	if (code)
		return code;
	call_tell(call, call_has(call, "now")
				? "stopping"
				: "waiting for turns to end ('leadhand down --now' does not)");
	while (floor_pid(&call->place) == pid)
		nanosleep(&moment, 0);
	return 0;
}

/* Waiting for a name that was mistyped would be waiting for ever. */
static int check_task(const struct call *call, const struct condition *condition,
		      struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	struct view_target target;

	if (condition->kind != CONDITION_task ||
	    task_file_exists(&call->place, condition->task))
		return 0;
	if (view_open(&call->place, VIEW_board, &view, err))
		return err->code;
	return task_named(view.state, condition->task)
		       ? 0
		       : view_find(&view, condition->task, &target, err);
}

int verb_wait(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(condition_release) struct condition condition = { 0 };
	_autofree_ char *why = 0;
	const char *until = call_text(call, "until");
	enum waited waited = WAITED_not_yet;
	int code;

	if (text_is_empty(until))
		return err_set(err, ERR_USAGE,
			       "wait for what? --until idle, task=ID:STATE or inbox>N");
	code = condition_parse(until, &condition, err);
	if (!code)
		code = check_task(call, &condition, err);
	if (!code)
		code = wait_for(call, &condition, call_number(call, "timeout", 0), &waited,
				&why, err);
	if (code)
		return code;
	*out = json_object();
	json_object_set_new(*out, "met", json_boolean(waited == WAITED_met));
	json_object_set_new(*out, "late", json_boolean(waited == WAITED_not_yet));
	json_put(*out, "reason", waited == WAITED_met ? 0 : why);
	call->status = waited == WAITED_met ? 0 : 1;
	return 0;
}
