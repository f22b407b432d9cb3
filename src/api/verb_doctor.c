/* verb_doctor.c - every prerequisite: ok, or what is wrong and how to mend it. */
#include "api/verbs.h"

#include "api/agents.h"
#include "api/checkup.h"
#include "api/repository.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/proc.h"

#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

/* merge-tree --write-tree came with it. */
enum { GIT_MAJOR = 2, GIT_MINOR = 38 };
#define DISK_LEAST (1LL << 30)

static const char *const check_states[] = {
#define X(name) #name,
	CHECK_STATES(X)
#undef X
};

void checkup_add(struct checkup *checkup, const char *name, enum check_state state, char *text)
{
	json_t *made = json_object();

	json_put(made, "name", name);
	json_put(made, "state", check_states[state]);
	json_put(made, "text", text);
	json_put(made, "mend", 0);
	json_put_number(made, "minutes", 0);
	json_array_append_new(checkup->checks, made);
	free(text);
}

void checkup_problem(struct checkup *checkup, const char *name, char *text, const char *mend,
		     long long minutes)
{
	json_t *made;

	checkup_add(checkup, name, CHECK_problem, text);
	made = json_array_get(checkup->checks, json_array_size(checkup->checks) - 1);
	json_put(made, "mend", mend);
	json_put_number(made, "minutes", minutes);
	checkup->is_ok = false;
}

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

/* Only what somebody would start: the project's own agent, and those that the configuration
 * writes out. */
static bool is_wanted(const struct checkup *checkup, const struct config_agent *agent)
{
	_autofree_ char *program = 0, *path = 0;

	if (text_same(agent->name, checkup->config.agent) || !text_is_empty(agent->run))
		return true;
	program = agent_program(agent);
	path = proc_find(program);
	return path != 0;
}

static void check_agent(struct checkup *checkup, const struct config_agent *agent)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *name = mem_printf("agent %s", agent->name),
			*program = agent_program(agent);
	_autofree_ char *version = 0, *mend = 0;
	bool is_command = text_same(agent->kind, "command");

	/* A command of the lead's own may do anything when it is started: that it is there has
	 * to do. */
	if (is_command && (strchr(program, '/') ? true : (version = proc_find(program)) != 0)) {
		checkup_add(checkup, name, CHECK_ok, mem_printf("runs '%s'", program));
		return;
	}
	if (!is_command && !agent_version(program, &version, &err)) {
		checkup_add(checkup, name, CHECK_ok, mem_printf("%s: %s", program, version));
		return;
	}
	mend = mem_printf("install '%s' or name another agent in .leadhand/config.yaml",
			  program);
	checkup_problem(checkup, name,
			err.text ? steal(&err.text)
				 : mem_printf("there is no program '%s' on PATH", program),
			mend, 10);
}

static void check_agents(struct checkup *checkup)
{
	bool is_known = false;

	for (size_t i = 0; i < checkup->config.agent_count; i++) {
		is_known |= text_same(checkup->config.agents[i].name, checkup->config.agent);
		if (is_wanted(checkup, &checkup->config.agents[i]))
			check_agent(checkup, &checkup->config.agents[i]);
	}
	if (!is_known)
		checkup_problem(checkup, "agent",
				mem_printf("'%s' is not among 'agents'", checkup->config.agent),
				"write it under 'agents' in .leadhand/config.yaml", 2);
}

static void check_sandbox(struct checkup *checkup)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *version = 0;

	if (agent_version("bwrap", &version, &err))
		checkup_add(checkup, "bubblewrap", CHECK_info,
			    mem_dup("not installed: nothing needs it yet"));
	else
		checkup_add(checkup, "bubblewrap", CHECK_info, steal(&version));
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
		check_agents(&checkup);
		checkup_gates(&checkup, call_has(call, "gates"));
		check_sandbox(&checkup);
		check_floor(&checkup);
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
