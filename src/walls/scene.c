/* scene.c - see scene.h. */
#include "walls/scene.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "walls/home.h"
#include "walls/room.h"
#include "walls/system.h"
#include "walls/tools.h"

#include <sys/stat.h>
#include <string.h>

static char *expand(const char *path, const char *home)
{
	if (*path != '~')
		return mem_dup(path);
	return home && (path[1] == '/' || !path[1]) ? mem_printf("%s%s", home, path + 1) : 0;
}

static int add_folders(struct scene *scene, const char *list, enum view_kind kind, const char *home, struct err *err)
{
	struct lines walk;

	LINES_EACH (walk, list) {
		_autofree_ char *path = expand(walk.line, home);

		if (path && *path == '/' && fs_exists(path)) {
			view_add(&scene->view, kind, path, path);
			continue;
		}
		err_set(err, ERR_MISSING, "'%s' cannot be shown inside the walls: %s", walk.line,
			path && *path == '/' ? "there is no such folder" : "write it from '/' or '~/'");
		lines_stop(&walk);
		return err->code;
	}
	return 0;
}

/* What lies in a folder that is written may be a link by now, to anywhere: bwrap would show what that leads to. */
static int check_nested(const char *list, const char *written, const char *home, struct err *err)
{
	struct lines inner, outer;
	_autofree_ char *nested = 0;

	LINES_EACH(inner, list) {
		_autofree_ char *path = expand(inner.line, home);

		LINES_EACH(outer, written) {
			_autofree_ char *above = expand(outer.line, home);

			if (!nested && path && above && strcmp(path, above) != 0 && path_is_in(path, above))
				nested = mem_printf("'%s' lies in '%s', which can be written inside: name only one of them",
						    inner.line, outer.line);
		}
	}
	return nested ? err_set(err, ERR_REFUSED, "%s", nested) : 0;
}

static int add_binds(struct scene *scene, const struct box_spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->bind_count; i++) {
		const struct box_bind *bind = &spec->binds[i];
		const char *to = bind->to ? bind->to : bind->from;
		enum view_kind kind = bind->is_writable ? VIEW_write : VIEW_read;

		if (!fs_exists(bind->from) && !bind->is_optional)
			return err_set(err, ERR_MISSING, "'%s' cannot be shown inside the walls: there is no such file",
				       bind->from);
		if (bind->is_optional)
			view_add_optional(&scene->view, kind, bind->from, to);
		else
			view_add(&scene->view, kind, bind->from, to);
	}
	return 0;
}

static int add_own(struct scene *scene, const struct box_spec *spec, struct err *err)
{
	_autofree_ char *home = room_folder(spec->room, "home", err);
	_autofree_ char *tmp = home ? room_folder(spec->room, "tmp", err) : 0;
	_autofree_ char *self = spec->leadhand ? mem_dup(spec->leadhand) : proc_self();

	if (!tmp)
		return err->code;
	/* As every /tmp is; the room around it is closed. */
	if (chmod(tmp, 01777))
		return err_set(err, ERR_SYSTEM, "cannot open '%s' to all inside", tmp);
	view_add(&scene->view, VIEW_write, home, SYSTEM_HOME);
	view_add(&scene->view, VIEW_write, tmp, "/tmp");
	view_add(&scene->view, VIEW_read, self, SYSTEM_BIN "/leadhand");
	return 0;
}

static void set_variable(struct scene *scene, const char *item)
{
	_autofree_ char *name = mem_dup_part(item, strcspn(item, "="));

	if (item[strlen(name)])
		args_add(&scene->words, "--setenv", name, item + strlen(name) + 1, (char *)0);
}

/* Later ones win. */
static void set_environment(struct scene *scene, const struct box_spec *spec, const char *tools)
{
	_autofree_ char *path = tools_path(&scene->view, getenv("PATH"));
	const char *term = getenv("TERM");
	struct lines walk;

	args_add(&scene->words, "--setenv", "HOME", SYSTEM_HOME, "--setenv", "USER", system_user(), "--setenv", "LOGNAME",
		 system_user(), "--setenv", "SHELL", "/bin/sh", "--setenv", "TMPDIR", "/tmp", "--setenv", "LANG",
		 "C.UTF-8", "--setenv", "TERM", term ? term : "dumb", (char *)0);
	mem_replace(&path, mem_printf("PATH=%s%s" SYSTEM_BIN ":%s", spec->path ? spec->path : "", spec->path ? ":" : "",
				      path));
	set_variable(scene, path);
	LINES_EACH (walk, tools)
		set_variable(scene, walk.line);
	for (const char *const *item = spec->env; item && *item; item++)
		set_variable(scene, *item);
}

static void build_words(struct scene *scene, const struct box_spec *spec, const char *tools)
{
	/* Without the capabilities dropped, root would keep all that its new user namespace gives. */
	args_add(&scene->words, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
		 "--die-with-parent", "--as-pid-1", "--hostname", "leadhand", "--cap-drop", "ALL", (char *)0);
	if (spec->net < 0)
		args_add(&scene->words, "--unshare-net", (char *)0);
	set_environment(scene, spec, tools);
	view_words(&scene->view, &scene->words);
	args_add(&scene->words, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir",
		 spec->dir ? spec->dir : SYSTEM_HOME, (char *)0);
}

static const char *const run_decoys[] = { "docker.sock", "user/", 0 };

/* Where others keep the doors to themselves. */
static int add_run(struct scene *scene, struct err *err)
{
	_autofree_ char *user = room_folder(scene->run, "user", err), *socket = mem_printf("%s/docker.sock", scene->run);
	_autofree_ char *place = mem_printf("/run/user/%u", geteuid());

	if (!user || (!fs_exists(socket) && room_file(scene->run, "docker.sock", "", err)))
		return err->code;
	view_add(&scene->view, VIEW_read, socket, "/run/docker.sock");
	view_add(&scene->view, VIEW_read, user, place);
	return 0;
}

int scene_build(struct scene *scene, const struct box_spec *spec, struct err *err)
{
	_autofree_ char *home = home_of_lead(), *tools = 0;

	scene->home = mem_printf("%s/lead", spec->room);
	scene->run = mem_printf("%s/run", spec->room);
	scene->decoys[0] = (struct decoys){ scene->home, "~", home_decoys };
	scene->decoys[1] = (struct decoys){ scene->run, "/run", run_decoys };
	if (system_view(&scene->view, spec->room, err) || add_own(scene, spec, err))
		return err->code;
	if (home)
		tools_view(&scene->view, getenv("PATH"), home, &tools);
	if (check_nested(spec->read, spec->write, home, err) || check_nested(spec->write, spec->write, home, err) ||
	    add_folders(scene, spec->read, VIEW_read, home, err) || add_folders(scene, spec->write, VIEW_write, home, err) ||
	    add_binds(scene, spec, err))
		return err->code;
	if (add_run(scene, err) || (home && home_view(&scene->view, scene->home, home, err)))
		return err->code;
	build_words(scene, spec, tools);
	return 0;
}

void scene_release(struct scene *scene)
{
	view_forget(&scene->view);
	args_release(&scene->words);
	free(scene->home);
	free(scene->run);
}
