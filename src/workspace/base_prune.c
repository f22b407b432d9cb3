/* base_prune.c - which bases and pieces nothing needs; see base.h. */
#include "workspace/base.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/base_record.h"
#include "workspace/pieces.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What is in use: folders of layers and folders of objects, each a list. */
struct use {
	char *layers, *objects; /* owned */
};

static void use_release(struct use *use)
{
	free(use->layers);
	free(use->objects);
}

static void add_all(char **list, const char *more)
{
	struct lines walk;

	LINES_EACH(walk, more)
		if (*walk.line)
			lines_add(list, walk.line);
}

static void use_base(struct use *use, const struct base *base)
{
	add_all(&use->layers, base->layers);
	add_all(&use->objects, base->objects);
}

/* A file that names a base, or one that lists the objects of a workspace whose target has moved since. */
static void use_file(struct use *use, const struct base_spec *spec, const char *path)
{
	_cleanup_(base_release) struct base base = { 0 };
	_cleanup_(err_release) struct err none = ERR_INIT;

	if (text_ends(path, ".base") && !base_record_read(spec->bases, path, &base, &none))
		use_base(use, &base);
	if (text_ends(path, ".objects")) {
		_autofree_ char *list = fs_read_tail(path, 1 << 20, 0);

		add_all(&use->objects, list);
	}
}

static void use_room(struct use *use, const struct base_spec *spec, const char *room, int deeper)
{
	_autofree_ char *names = fs_list(room);
	struct lines walk;

	LINES_EACH(walk, names) {
		_autofree_ char *path = mem_printf("%s/%s", room, walk.line);

		use_file(use, spec, path);
		if (deeper && fs_is_dir(path))
			use_room(use, spec, path, deeper - 1);
	}
}

static void use_newest(struct use *use, const struct base_spec *spec)
{
	_cleanup_(base_release) struct base newest = { 0 };

	base_record_newest(spec->bases, 0, &newest);
	if (newest.key)
		use_base(use, &newest);
}

/* Aside first: half of one must not look like one. */
static int remove_base(const struct base_spec *spec, const char *folder, struct err *err)
{
	_autofree_ char *going = mem_printf("%s/new-gone", spec->bases);

	if (fs_remove_tree(going, err))
		return err->code;
	if (rename(folder, going))
		return err_set(err, ERR_SYSTEM, "cannot remove '%s': %s", folder, strerror(errno));
	return fs_remove_tree(going, err);
}

/* In use by nobody, or cut off in the making. */
static bool may_go(const struct use *use, const struct base_spec *spec, const char *name)
{
	_autofree_ char *layer = mem_printf("%s/%s/layer", spec->bases, name);

	return text_starts(name, "new-") ||
	       (base_record_is_there(spec->bases, name) && !lines_has(use->layers, layer));
}

/* Whole bases go before what they lie upon would miss them: a record without its layers is none. */
static int remove_rest(const struct use *use, const struct base_spec *spec, char **would_go, struct err *err)
{
	_autofree_ char *names = fs_list(spec->bases);
	struct lines walk;
	int code = 0;

	LINES_EACH(walk, names) {
		_autofree_ char *folder = mem_printf("%s/%s", spec->bases, walk.line);

		if (code || !may_go(use, spec, walk.line))
			continue;
		if (would_go)
			lines_add(would_go, folder);
		else
			code = remove_base(spec, folder, err);
	}
	return code;
}

static int prune(const struct base_spec *spec, const char *rooms, char **would_go, struct err *err)
{
	const struct pieces pieces = { spec->git_dir, spec->store, spec->target };
	_cleanup_(use_release) struct use use = { 0 };
	struct lines walk;

	LINES_EACH(walk, rooms)
		use_room(&use, spec, walk.line, 1);
	use_newest(&use, spec);
	if ((!would_go && base_record_sweep(spec->bases, err)) || remove_rest(&use, spec, would_go, err))
		return err->code;
	return would_go ? pieces_unneeded(&pieces, use.objects, would_go, err)
			: pieces_prune(&pieces, use.objects, err);
}

/* With `would_go`, where it is not NULL, nothing is removed: the folders are added to that list. */
static int prune_alone(const struct base_spec *spec, const char *rooms, char **would_go, struct err *err)
{
	_autofree_ char *names = mem_printf("%s/lock", spec->bases), *builds = mem_printf("%s/build.lock", spec->bases);
	_autoclose_ int naming = -1, building = -1;
	struct err busy = ERR_INIT;

	if (!fs_is_dir(spec->bases))
		return 0;
	if (fs_lock(names, true, &naming, err))
		return err_wrap(err, "cannot remove old bases");
	/* Whoever builds may stand on any base, and waits for the other lock: so this one is not waited for. */
	if (fs_lock(builds, false, &building, &busy)) {
		int code = busy.code;

		err_release(&busy);
		return code == ERR_CONFLICT ? 0 : err_set(err, code, "cannot lock '%s'", builds);
	}
	return prune(spec, rooms, would_go, err) ? err_wrap(err, "cannot remove old bases") : 0;
}

int base_prune(const struct base_spec *spec, const char *rooms, struct err *err)
{
	return prune_alone(spec, rooms, 0, err);
}

int base_unneeded(const struct base_spec *spec, const char *rooms, char **folders, struct err *err)
{
	*folders = mem_dup("");
	return prune_alone(spec, rooms, folders, err);
}
