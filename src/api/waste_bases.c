/* waste_bases.c - bases, objects, processes and control groups that no job needs any more; see waste.h. */
#include "api/waste.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/proc.h"
#include "walls/group.h"
#include "workspace/base.h"

#include <stdlib.h>
#include <string.h>

/* What would still name a base once gc had gone: sessions that go on, and whatever is not ours to judge. */
static char *rooms_to_stay(const struct waste *waste)
{
	const struct place *place = waste->view->place;
	_autofree_ char *folder = mem_printf("%s/sessions", place->cache), *names = fs_list(folder);
	char *rooms = mem_printf("%s/checks\n%s\n", place->cache, place->bases);
	long long number = 0;
	struct lines walk;

	LINES_EACH(walk, names) {
		_autofree_ char *room = mem_printf("%s/%s", folder, walk.line);
		const struct session *session =
			text_to_number(walk.line, &number) ? session_at(waste->view->state, number) : 0;

		if (!session || !waste_is_over(waste, session))
			lines_add(&rooms, room);
	}
	return rooms;
}

int waste_bases(struct waste *waste, struct err *err)
{
	const struct place *place = waste->view->place;
	const struct base_spec spec = { .git_dir = place->git_dir, .store = place->store, .bases = place->bases,
					.target = factory_of(waste->view->state)->target };
	/* For real whatever has a room names its base: one may have been begun since, and one was kept as it could not be saved. */
	_autofree_ char *rooms = waste->is_dry ? rooms_to_stay(waste) : place_rooms(place), *going = 0;
	_autofree_ long long *bytes = 0;
	struct lines walk;
	size_t i = 0;

	if (base_unneeded(&spec, rooms, &going, err))
		return err->code;
	bytes = mem_new(lines_count(going) + 1, sizeof *bytes);
	LINES_EACH(walk, going)
		bytes[i++] = fs_usage(walk.line);
	if (!waste->is_dry && base_prune(&spec, rooms, err))
		return err->code;
	i = 0;
	LINES_EACH(walk, going) {
		if (waste->is_dry || !fs_exists(walk.line))
			waste_note(waste, text_starts(walk.line, place->store) ? "objects" : "base", walk.line, bytes[i]);
		i++;
	}
	return 0;
}

struct dead {
	char *owners; /* owned: of jobs that nobody runs, a list (group_owner) */
};

static bool is_of_dead(void *owner, const char *name)
{
	const struct dead *dead = owner;
	_autofree_ char *whose = mem_dup_part(name, strcspn(name, "-") + 1);

	return lines_has(dead->owners, whose);
}

static void add_dead(struct dead *dead, const char *folder)
{
	_autofree_ char *owner = group_owner(folder);

	lines_add(&dead->owners, owner);
}

/* What a runner that was killed left behind; where a floor runs, its next attempt sees to it. */
static void end_left(struct waste *waste, const char *folder)
{
	_autofree_ char *mark = mem_printf("LEADHAND_JOB=%s", folder);
	int count = proc_kill_marked(mark);

	if (count)
		waste_note(waste, "processes", folder, 0);
}

void waste_processes(struct waste *waste)
{
	const struct view *view = waste->view;
	_autofree_ char *ahead = mem_printf("%s/prepare", view->place->state);
	struct dead dead = { 0 };
	int groups;

	if (waste->is_dry)
		return;
	dead.owners = mem_dup("");
	EACH(job, job, view->state) {
		_autofree_ char *folder = place_job(view->place, job->record.id);

		if (view_runner_lives(view, job) || (view->floor_pid && job->life != JOB_ended))
			continue;
		add_dead(&dead, folder);
		if (job->life != JOB_ended)
			end_left(waste, folder);
	}
	if (!view->floor_pid) {
		add_dead(&dead, ahead);
		end_left(waste, ahead);
	}
	groups = group_sweep(is_of_dead, &dead);
	if (groups) {
		_autofree_ char *count = mem_printf("%d", groups);

		waste_note(waste, "control groups", count, 0);
	}
	free(dead.owners);
}
