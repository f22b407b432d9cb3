/* visit.c - see visit.h. */
#include "runner/visit.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/visit_place.h"
#include "sys/proc.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_MS = 3000 };

/* Whoever we become is the one who is there. */
static void keep_open(int fd)
{
	if (fd >= 0)
		fcntl(fd, F_SETFD, 0);
}

static int become_inside(struct visit *visit, const char *const *argv, struct err *err)
{
	_cleanup_(cell_run_release) struct cell_run run = { 0 };

	if (cell_wrap(visit->attempt.cell, CELL_visit, argv, 0, &run, err))
		return err->code;
	for (int i = 0; run.extra && i < run.extra->keep_count; i++)
		keep_open(run.extra->keep[i]);
	for (int i = 0; run.extra && i < run.extra->group_count; i++)
		if (write(run.extra->groups[i], "0", 1) != 1)
			return err_set(err, ERR_SYSTEM, "cannot join a control group");
	return proc_become(run.argv, run.env, err);
}

int visit_enter(const char *job_dir, const char *const *argv, bool has_walls, struct err *err)
{
	_cleanup_(visit_release) struct visit visit;

	if (visit_open(job_dir, &visit, err))
		return err->code;
	keep_open(visit.attempt.membership.page);
	if (has_walls)
		return become_inside(&visit, argv, err);
	if (chdir(visit.job.workspace.path))
		return err_set(err, ERR_SYSTEM, "cannot go to '%s'", visit.job.workspace.path);
	return proc_become(argv, (const char *const *)environ, err);
}

int visit_save(const char *job_dir, json_t **out, struct err *err)
{
	_cleanup_(visit_release) struct visit visit;
	_cleanup_(carry_result_release) struct carry_result saved = { 0 };

	if (visit_open(job_dir, &visit, err) || visit_carry(&visit, &saved, err))
		return err->code;
	*out = json_object();
	json_put(*out, "commit", saved.checkpoint);
	json_put(*out, "trouble", saved.trouble);
	json_put_number(*out, "left_out", saved.left_out);
	return 0;
}

struct hold {
	struct visit visit;
	struct timer *look;
	struct signal_watch *term, *interrupt;
};

static void hold_release(struct hold *hold)
{
	signal_watch_free(hold->term);
	signal_watch_free(hold->interrupt);
	timer_free(hold->look);
	visit_release(&hold->visit);
}

static void hold_end(void *owner, int number)
{
	struct hold *hold = owner;

	(void)number;
	loop_stop(hold->visit.attempt.loop);
}

/* A session that is over takes its workspace along. */
static void hold_look(void *owner)
{
	struct hold *hold = owner;

	if (workspace_is_ready(&hold->visit.job.workspace))
		timer_set(hold->look, LOOK_MS);
	else
		loop_stop(hold->visit.attempt.loop);
}

int visit_hold(const char *job_dir, void (*ready)(void *owner, const char *path), void *owner, struct err *err)
{
	_cleanup_(hold_release) struct hold hold = { 0 };
	_autofree_ char *path = 0;
	struct loop *loop;

	if (visit_open(job_dir, &hold.visit, err))
		return err->code;
	loop = hold.visit.attempt.loop;
	path = mem_printf("/proc/%d/root%s", (int)getpid(), hold.visit.job.workspace.path);
	hold.term = signal_watch_new(loop, SIGTERM, hold_end, &hold);
	hold.interrupt = signal_watch_new(loop, SIGINT, hold_end, &hold);
	hold.look = timer_new(loop, hold_look, &hold);
	timer_set(hold.look, LOOK_MS);
	ready(owner, path);
	loop_run(loop);
	return 0;
}
