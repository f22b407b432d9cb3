/* waste_rooms.c - rooms that nobody works in any more; see waste.h. */
#include "api/waste.h"

#include "api/opening.h"
#include "api/salvage.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/proc.h"

#include <string.h>
#include <unistd.h>

static char *in_cache(const struct waste *waste, const char *name)
{
	return mem_printf("%s/%s", waste->view->place->cache, name);
}

/* A runner that was killed saved less than its agent wrote, and a session that was left behind may
 * have more than the one that landed: all is saved before it goes, but for what was given up. */
static bool is_saved(struct waste *waste, const struct session *session, const char *path)
{
	_autofree_ char *commit = 0;
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (waste->is_dry ||
	    (waste->with_cancelled &&
	     task_at(waste->view->state, session->task)->life == TASK_cancelled))
		return true;
	if (!salvage_save(waste->view, session, path, &commit, &err))
		return true;
	waste_keep(waste, "workspace", path, err.text);
	return false;
}

/* Whoever keeps it in sight goes before what they see. */
static int end_opening(struct waste *waste, const char *sign, struct err *err)
{
	bool was_open = false;

	if (!fs_exists(sign))
		return 0;
	if (!waste->is_dry && opening_end(sign, &was_open, err))
		return err->code;
	waste_note(waste, "opening", sign, 0);
	return 0;
}

static int waste_session(struct waste *waste, const struct session *session, struct err *err)
{
	_autofree_ char *path = 0, *room = 0, *sign = opening_sign(waste->view->place, session->record.id);

	if (!waste_is_over(waste, session))
		return 0;
	path = view_workspace(waste->view, session);
	if (fs_is_dir(path) && !is_saved(waste, session, path))
		return 0;
	room = mem_dup_part(path, (size_t)(strrchr(path, '/') - path));
	if (end_opening(waste, sign, err) || (!waste->is_dry && salvage_leave(waste->view, path, err)))
		return err->code;
	return waste_remove(waste, "workspace", room, err);
}

/* The work of a session that the store does not know is nobody's to throw away. */
static int waste_stranger(struct waste *waste, const char *room, struct err *err)
{
	_autofree_ char *ready = mem_printf("%s/work.ready", room);

	if (!fs_exists(ready))
		return waste_remove(waste, "workspace", room, err);
	waste_keep(waste, "workspace", room, "the store does not know its session: remove it by hand");
	return 0;
}

static int waste_strangers(struct waste *waste, struct err *err)
{
	_autofree_ char *folder = in_cache(waste, "sessions"), *names = fs_list(folder);
	long long number = 0;
	struct lines walk;
	int code = 0;

	LINES_EACH(walk, names) {
		_autofree_ char *room = mem_printf("%s/%s", folder, walk.line);

		if (!code && text_to_number(walk.line, &number) && !session_at(waste->view->state, number))
			code = waste_stranger(waste, room, err);
	}
	return code;
}

static int waste_sessions(struct waste *waste, struct err *err)
{
	EACH(session, session, waste->view->state)
		if (waste_session(waste, session, err))
			return err->code;
	return waste_strangers(waste, err);
}

/* The shared checkout goes when no session is left that may work in it. */
static int waste_shared(struct waste *waste, struct err *err)
{
	_autofree_ char *folder = in_cache(waste, "shared");

	EACH(session, session, waste->view->state)
		if (!waste_is_over(waste, session))
			return 0;
	return waste_remove(waste, "shared", folder, err);
}

/* A floor would start a check that was cut off again; without one its room is only in the way, and is made anew. */
static bool is_over(const struct view *view, const struct job *job)
{
	return !job || (!view_runner_lives(view, job) && (job->life == JOB_ended || !view->floor_pid));
}

static int waste_checks(struct waste *waste, struct err *err)
{
	_autofree_ char *folder = in_cache(waste, "checks"), *names = fs_list(folder);
	long long number = 0;
	struct lines walk;
	int code = 0;

	LINES_EACH(walk, names) {
		_autofree_ char *room = mem_printf("%s/%s", folder, walk.line);

		if (!code && text_to_number(walk.line, &number) &&
		    is_over(waste->view, job_at(waste->view->state, number)))
			code = waste_remove(waste, "check", room, err);
	}
	return code;
}

/* "NAME-PID", of a process that is gone. */
static bool is_left(const char *entry, const char *name)
{
	long long pid = 0;

	return text_starts(entry, name) && text_to_number(entry + strlen(name), &pid) && !proc_is_alive((int)pid);
}

static bool is_scratch(const struct waste *waste, const char *entry)
{
	_autofree_ char *journal = mem_printf("%s/%s/out.jsonl", waste->view->place->cache, entry);

	if (text_starts(entry, "doctor-"))
		return !fs_is_locked(journal);
	return is_left(entry, "probe-") || (!strcmp(entry, "prepare") && !waste->view->floor_pid);
}

static int waste_scratch(struct waste *waste, struct err *err)
{
	_autofree_ char *names = fs_list(waste->view->place->cache);
	struct lines walk;
	int code = 0;

	LINES_EACH(walk, names) {
		_autofree_ char *path = in_cache(waste, walk.line);

		if (!code && is_scratch(waste, walk.line))
			code = waste_remove(waste, text_starts(walk.line, "doctor-") ? "doctor" : "scratch", path, err);
	}
	return code;
}

/* Those that nobody holds any more. */
static int waste_openings(struct waste *waste, struct err *err)
{
	_autofree_ char *folder = in_cache(waste, "open"), *names = fs_list(folder);
	struct lines walk;
	int code = 0;

	LINES_EACH(walk, names) {
		_autofree_ char *sign = mem_printf("%s/%.*s", folder, (int)strcspn(walk.line, "."), walk.line);
		struct opening opening = { 0 };

		if (!code && !opening_read(sign, &opening))
			code = end_opening(waste, sign, err);
		free(opening.path);
	}
	return code;
}

/* Folders that hold nothing any more; where they do hold something this does nothing. */
static void remove_empty(const struct waste *waste)
{
	static const char *const names[] = { "sessions", "checks", "open", 0 };

	for (int i = 0; names[i] && !waste->is_dry; i++) {
		_autofree_ char *path = in_cache(waste, names[i]);

		rmdir(path);
	}
}

int waste_workspaces(struct waste *waste, struct err *err)
{
	if (waste_sessions(waste, err) || waste_shared(waste, err) || waste_checks(waste, err) || waste_openings(waste, err) ||
	    waste_scratch(waste, err))
		return err->code;
	remove_empty(waste);
	return 0;
}
