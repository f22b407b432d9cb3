/* verb_doctor.c - every prerequisite: ok, or what is wrong and how to mend it. */
#include "api/verbs.h"

#include "api/agents.h"
#include "api/checkup.h"
#include "api/repository.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"

#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

/* merge-tree --write-tree came with it. */
enum { GIT_MAJOR = 2, GIT_MINOR = 38 };
enum { WATCHES_SPARE = 16 };
#define DISK_LEAST (1LL << 30)

static void check_git(struct checkup *checkup)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *said = 0;
	const char *number;
	int major = 0, minor = 0;

	if (agent_version("git", &said, &err)) {
		checkup_problem(checkup, "git", steal(&err.text), "install git", 5);
		return;
	}
	number = said + strcspn(said, "0123456789");
	if (sscanf(number, "%d.%d", &major, &minor) == 2 &&
	    (major > GIT_MAJOR || (major == GIT_MAJOR && minor >= GIT_MINOR)))
		checkup_add(checkup, "git", CHECK_ok, mem_dup(number));
	else
		checkup_problem(checkup, "git", mem_printf("%s is too old", said),
				"install git 2.38 or newer", 10);
}

static void check_config(struct checkup *checkup)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	const struct place *place = &checkup->call->place;

	if (!fs_exists(place->config)) {
		checkup_problem(checkup, "config", mem_dup("there is no .leadhand/config.yaml"),
				"leadhand init", 1);
		config_init(&checkup->config);
		return;
	}
	if (config_load(place->config, &checkup->config, &err)) {
		checkup_problem(checkup, "config", steal(&err.text), "mend that line", 2);
		config_init(&checkup->config);
		return;
	}
	checkup->has_config = true;
	checkup_add(checkup, "config", CHECK_ok, mem_dup(".leadhand/config.yaml"));
}

static void check_target(struct checkup *checkup)
{
	const struct place *place = &checkup->call->place;

	checkup->target = repository_target(place, checkup->config.target,
					    factory_of(checkup->view->state)->target);
	checkup->has_target = repository_has_branch(place, checkup->target);
	if (checkup->has_target)
		checkup_add(checkup, "target", CHECK_ok,
			    mem_printf("branch '%s'", checkup->target));
	else
		checkup_problem(checkup, "target",
				mem_printf("branch '%s' has no commit", checkup->target),
				"make a first commit, or name another 'target' in "
				".leadhand/config.yaml",
				2);
}

static void check_folder(struct checkup *checkup, const char *name, const char *path,
			 const char *mend)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *probe = mem_printf("%s/doctor.probe", path);
	int code = fs_make_dirs(path, &err);

	if (!code)
		code = fs_write(probe, "", 0, &err);
	if (code) {
		checkup_problem(checkup, name, steal(&err.text), mend, 5);
		return;
	}
	unlink(probe);
	checkup_add(checkup, name, CHECK_ok, mem_printf("%s can be written", path));
}

static void check_disk(struct checkup *checkup)
{
	struct statvfs disk;
	long long left;

	if (statvfs(checkup->call->place.cache, &disk))
		return;
	left = (long long)disk.f_bavail * (long long)disk.f_frsize;
	if (left < DISK_LEAST)
		checkup_problem(
			checkup, "disk",
			mem_printf("%lld MiB are left where workspaces are made", left >> 20),
			"make room; 'leadhand gc' gives back what it can", 5);
	else
		checkup_add(checkup, "disk", CHECK_ok,
			    mem_printf("%lld GiB are left", left >> 30));
}

/* Each runner hears its words by one, and so does the floor; the user's other programs have
 * some. */
static void check_watches(struct checkup *checkup)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0;
	long long most = 0,
		  needed = checkup->config.sessions + checkup->config.checks + WATCHES_SPARE;

	if (fs_read("/proc/sys/fs/inotify/max_user_instances", 64, &text, 0, &err))
		return;
	text[strcspn(text, "\n")] = 0;
	if (text_to_number(text, &most) && most < needed)
		checkup_problem(
			checkup, "inotify",
			mem_printf("%lld watchers are allowed, and about %lld are needed", most,
				   needed),
			"sysctl fs.inotify.max_user_instances=1024", 1);
}

static void check_floor(struct checkup *checkup)
{
	int pid = checkup->view->floor_pid;

	checkup_add(checkup, "floor", CHECK_info,
		    pid ? mem_printf("runs, process %d", pid)
			: mem_dup("not running: 'leadhand up' starts it"));
}

int verb_doctor(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	struct checkup checkup = {
		.call = call, .view = &view, .checks = json_array(), .is_ok = true
	};
	int code = view_open(&call->place, VIEW_whole, &view, err);

	if (!code) {
		check_git(&checkup);
		check_config(&checkup);
		check_target(&checkup);
		check_folder(&checkup, "state", call->place.state,
			     "make the git directory writable");
		check_folder(&checkup, "cache", call->place.cache,
			     "make it writable, or set XDG_CACHE_HOME");
		check_disk(&checkup);
		check_watches(&checkup);
		checkup_agents(&checkup, call_has(call, "agents"));
		checkup_walls(&checkup);
		checkup_settings(&checkup);
		checkup_prompt(&checkup);
		checkup_gates(&checkup, call_has(call, "gates"));
		check_floor(&checkup);
		checkup_unsaved(&checkup);
		*out = json_object();
		json_object_set_new(*out, "ok", json_boolean(checkup.is_ok));
		json_object_set(*out, "checks", checkup.checks);
		call->status = checkup.is_ok ? 0 : 1;
	}
	config_release(&checkup.config);
	json_decref(checkup.checks);
	free(checkup.target);
	return code;
}
