/* visit.c - see visit.h. */
#include "runner/visit.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/carrying.h"
#include "runner/stage.h"
#include "sys/fs.h"
#include "sys/proc.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_MS = 3000 };

struct visit {
	struct job job;
	struct attempt attempt; /* of nothing: no journal, no words from the floor */
	struct timer *look;
	struct signal_watch *term, *hangup;
};

static void visit_release(struct visit *visit)
{
	signal_watch_free(visit->term);
	signal_watch_free(visit->hangup);
	timer_free(visit->look);
	cell_free(visit->attempt.cell);
	members_leave(&visit->attempt.membership);
	loop_free(visit->attempt.loop);
	job_release(&visit->job);
}

/* The workspace as it stands; it is neither made nor moved. */
static int visit_open(const char *job_dir, struct visit *visit, struct err *err)
{
	*visit = (struct visit){ .attempt = { .job = &visit->job, .log = LOG_INIT, .membership = MEMBERSHIP_INIT } };
	if (job_read(job_dir, 1, &visit->job, err))
		return err->code;
	visit->attempt.loop = loop_new();
	if (!workspace_is_ready(&visit->job.workspace))
		return err_set(err, ERR_MISSING, "there is no workspace at '%s'", visit->job.workspace.path);
	if (stage_enter(&visit->attempt, err) || workspace_mount(&visit->job.workspace, err))
		return err->code;
	members_settle(&visit->attempt.membership);
	return 0;
}

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
	struct carry carry = { .ws = &visit.job.workspace, .wants_head = true };

	if (visit_open(job_dir, &visit, err))
		return err->code;
	carry.base = visit.job.base;
	if (carrying_run(&visit.attempt, &carry, &saved, err))
		return err->code;
	*out = json_object();
	json_put(*out, "commit", saved.checkpoint);
	json_put(*out, "trouble", saved.trouble);
	json_put_number(*out, "left_out", saved.left_out);
	return 0;
}

static void visit_end(void *owner, int number)
{
	struct visit *visit = owner;

	(void)number;
	loop_stop(visit->attempt.loop);
}

/* A session that is over takes its workspace along. */
static void visit_look(void *owner)
{
	struct visit *visit = owner;

	if (workspace_is_ready(&visit->job.workspace))
		timer_set(visit->look, LOOK_MS);
	else
		loop_stop(visit->attempt.loop);
}

int visit_hold(const char *job_dir, void (*ready)(void *owner, const char *path), void *owner, struct err *err)
{
	_cleanup_(visit_release) struct visit visit;
	_autofree_ char *path = 0;

	if (visit_open(job_dir, &visit, err))
		return err->code;
	path = mem_printf("/proc/%d/root%s", (int)getpid(), visit.job.workspace.path);
	visit.term = signal_watch_new(visit.attempt.loop, SIGTERM, visit_end, &visit);
	visit.hangup = signal_watch_new(visit.attempt.loop, SIGINT, visit_end, &visit);
	visit.look = timer_new(visit.attempt.loop, visit_look, &visit);
	timer_set(visit.look, LOOK_MS);
	ready(owner, path);
	loop_run(visit.attempt.loop);
	return 0;
}
