/* verb_enter.c - into a session's workspace: a shell there, a path for an editor. */
#include "api/verbs.h"

#include "api/opening.h"
#include "api/view.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "runner/visit.h"
#include "sys/fs.h"

#include <stdlib.h>
#include <string.h>

/* The folder of the newest job of the newest session of what was named, the caller's. */
static int find_job(const struct call *call, char **folder, long long *session, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	struct view_target target = { 0 };

	if (view_open(&call->place, VIEW_whole, &view, err) || view_find(&view, call_word(call, 0), &target, err))
		return err->code;
	for (long long i = job_count(view.state); target.task && i >= 1; i--) {
		const struct job *job = job_at(view.state, i);
		const struct session *of = session_at(view.state, job->session);

		if (!of || of->task != target.task->record.id)
			continue;
		*session = job->session;
		*folder = place_job(&call->place, i);
		return 0;
	}
	return err_set(err, ERR_MISSING, "'%s' has no session yet: nobody has begun to work on it", call_word(call, 0));
}

/* The words behind the name, or the lead's own shell. */
static const char **program_of(const struct call *call, bool has_walls)
{
	size_t count = json_array_size(call->words), n = 0;
	const char **argv = mem_new(count + 2, sizeof *argv), *shell = getenv("SHELL");

	for (size_t i = 1; i < count; i++)
		argv[n++] = call_word(call, i);
	if (!n)
		argv[n] = has_walls || text_is_empty(shell) ? "/bin/bash" : shell;
	return argv;
}

int verb_enter(struct call *call, json_t **out, struct err *err)
{
	bool has_walls = !call_has(call, "no-sandbox");
	_autofree_ const char **argv = program_of(call, has_walls);
	_autofree_ char *folder = 0;
	long long session = 0;

	(void)out;
	if (find_job(call, &folder, &session, err))
		return err->code;
	if (visit_enter(folder, argv, has_walls, err))
		return err_wrap(err, "cannot enter '%s'", call_word(call, 0));
	return 0;
}

static int close_it(const char *sign, long long session, json_t **out, struct err *err)
{
	bool was_open = false;

	if (opening_end(sign, &was_open, err))
		return err->code;
	*out = json_object();
	json_put_number(*out, "session", session);
	json_object_set_new(*out, "closed", json_boolean(was_open));
	return 0;
}

int verb_open(struct call *call, json_t **out, struct err *err)
{
	_autofree_ char *folder = 0, *path = 0;
	struct opening opening = { 0 };
	long long session = 0;

	if (find_job(call, &folder, &session, err))
		return err->code;
	path = opening_sign(&call->place, session);
	if (call_has(call, "close"))
		return close_it(path, session, out, err);
	if (opening_begin(path, folder, &opening, err))
		return err_wrap(err, "cannot open '%s'", call_word(call, 0));
	*out = json_object();
	json_put_number(*out, "session", session);
	json_put(*out, "path", opening.path);
	free(opening.path);
	return 0;
}

static void write_sign(void *owner, const char *path)
{
	_autofree_ char *text = mem_printf("%d %s", (int)getpid(), path);
	_cleanup_(err_release) struct err err = ERR_INIT;

	(void)!fs_write(owner, text, strlen(text), &err);
}

int verb_hold(struct call *call, json_t **out, struct err *err)
{
	_autofree_ char *path = mem_dup(call_word(call, 1));

	(void)out;
	if (visit_hold(call_word(call, 0), write_sign, path, err))
		return err->code;
	return fs_remove_tree(path, err);
}

int verb_rescue(struct call *call, json_t **out, struct err *err)
{
	return visit_save(call_word(call, 0), out, err);
}
