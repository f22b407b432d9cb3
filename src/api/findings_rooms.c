/* findings_rooms.c - prepared trees and rooms that do not fit what the store knows; see findings.h. */
#include "api/findings.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/base.h"

#include <string.h>

static void check_base(const struct view *view, const char *path, const char *whose, json_t *found)
{
	const struct base_spec spec = { .bases = view->place->bases };
	_cleanup_(base_release) struct base base = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (fs_exists(path) && base_read(&spec, path, &base, &err))
		found_add(found, "base", "%s: %s", whose, err.text);
}

static void check_bases(const struct view *view, json_t *found)
{
	_autofree_ char *names = fs_list(view->place->bases);
	struct lines walk;

	LINES_EACH(walk, names) {
		_autofree_ char *path = mem_printf("%s/%s/ready", view->place->bases, walk.line);
		_autofree_ char *whose = mem_printf("base '%s' cannot be used ('leadhand gc' removes it)", walk.line);

		if (!text_starts(walk.line, "new-"))
			check_base(view, path, whose, found);
	}
}

static void check_room(const struct view *view, const char *room, long long number, json_t *found)
{
	const struct session *session = session_at(view->state, number);
	_autofree_ char *base = mem_printf("%s/work.base", room), *whose = 0;

	if (!session) {
		found_add(found, "room", "the store does not know the session of '%s'", room);
		return;
	}
	whose = mem_printf("the workspace of session %lld ('%s') cannot be seen", number,
			   task_at(view->state, session->task)->name);
	if (session->life != SESSION_ended)
		check_base(view, base, whose, found);
}

void check_rooms(const struct view *view, json_t *found)
{
	_autofree_ char *folder = mem_printf("%s/sessions", view->place->cache), *names = fs_list(folder);
	long long number = 0;
	struct lines walk;

	check_bases(view, found);
	LINES_EACH(walk, names) {
		_autofree_ char *room = mem_printf("%s/%s", folder, walk.line);

		if (text_to_number(walk.line, &number))
			check_room(view, room, number, found);
	}
}
