/* probe.c - see probe.h. */
#include "walls/probe.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/mounts.h"
#include "walls/box.h"
#include "walls/filter.h"
#include "walls/group.h"

#include <string.h>
#include <sys/prctl.h>

enum { PATIENCE_MS = 10000 };

static void found(struct probe *probe, enum probe_kind kind, const char *weaker, const char *what)
{
	struct probe_finding *finding = &probe->findings[kind];

	finding->is_fine = !weaker;
	finding->is_needed = kind == PROBE_bwrap || kind == PROBE_namespaces;
	finding->what = mem_dup(what);
	finding->weaker = weaker ? mem_dup(weaker) : 0;
}

/* What a box says when it is tried: NULL where it works. */
static char *try_box(const char *room, const char *leadhand)
{
	static const char *const argv[] = { "/bin/sh", "-c", "exit 42", 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	_cleanup_(box_run_release) struct box_run run = { 0 };
	struct box *box = 0;
	char *problem = 0;

	if (box_new(&(struct box_spec){ .room = room, .leadhand = leadhand, .net = -1 }, &box, &err) ||
	    box_wrap(box, argv, &run, &err) ||
	    proc_run(&(struct proc){ .argv = run.argv, .env = run.env, .extra = &run.extra, .timeout_ms = PATIENCE_MS },
		     &result, &err))
		problem = mem_dup(err.text);
	else if (result.status != 42)
		problem = text_clean(result.err, strlen(result.err), 300);
	box_free(box);
	return problem;
}

static void probe_box(struct probe *probe, const char *room, const char *leadhand)
{
	_autofree_ char *program = proc_find("bwrap"), *problem = 0, *weaker = 0;

	if (!program) {
		found(probe, PROBE_bwrap, "agents cannot be walled off: there is no 'bwrap' on PATH; install bubblewrap",
		      "no bubblewrap");
		return;
	}
	problem = try_box(room, leadhand);
	if (problem)
		weaker = mem_printf("agents cannot be walled off: a box does not start: %s; are user namespaces allowed? "
				    "(sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces, "
				    "kernel.apparmor_restrict_unprivileged_userns)", problem);
	found(probe, PROBE_bwrap, weaker, problem ? "bubblewrap does not work" : "bubblewrap works");
}

static int try_notify(void *owner)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	int notify = -1;

	(void)owner;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || filter_load(HEARD_refused, &notify, &err) || notify < 0;
}

void probe_machine(struct probe *probe, const char *room, const char *leadhand)
{
	static const char *const groups[] = { "no control groups", "control groups, version 1",
					      "control groups, version 2" };
	bool can_mount = mount_can_private(), can_hear = proc_try(try_notify, 0);
	int version = group_version();

	probe_box(probe, room, leadhand);
	found(probe, PROBE_namespaces,
	      can_mount ? 0 : "workspaces cannot be mounted: user namespaces are not allowed here; as root set "
			      "user.max_user_namespaces above 0 and kernel.unprivileged_userns_clone to 1",
	      can_mount ? "namespaces of our own" : "no namespaces of our own");
	found(probe, PROBE_notify,
	      can_hear ? 0 : "what an agent tries at the walls is refused, but not told: the kernel is older than 5.5 "
			     "or forbids it",
	      can_hear ? "attempts at the walls are told" : "attempts at the walls are not told");
	found(probe, PROBE_groups,
	      version ? 0 : "memory and processes are limited one by one, not together: no control group is ours to make; "
			    "log in by systemd, or start the floor with 'systemd-run --user --scope -p Delegate=yes'",
	      groups[version]);
}

const char *probe_refusal(const struct probe *probe)
{
	for (int i = 0; i < PROBE_KINDS; i++)
		if (probe->findings[i].is_needed && !probe->findings[i].is_fine)
			return probe->findings[i].weaker;
	return 0;
}

void probe_release(struct probe *probe)
{
	for (int i = 0; i < PROBE_KINDS; i++) {
		free(probe->findings[i].what);
		free(probe->findings[i].weaker);
	}
	*probe = (struct probe){ 0 };
}
