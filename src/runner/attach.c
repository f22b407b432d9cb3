/* attach.c - see attach.h. */
#include "runner/attach.h"

#include "base/mem.h"
#include "runner/agent_home.h"
#include "runner/cell_view.h"
#include "runner/going.h"
#include "runner/visit_place.h"
#include "sys/proc.h"
#include "sys/proc_terminal.h"

#include <signal.h>
#include <string.h>

enum { LOOK_MS = 1000, GRACE_MS = 3000, LAST_MS = 2000, LINE_BYTES = 256 << 10 };

/* What is done next to a program that should go. */
enum leaving { STAYS, TERMINATED, KILLED };

struct attached {
	const struct attach *attach; /* borrowed */
	struct visit visit;
	struct terminal_child *child; /* owned, as what follows */
	struct door *door;
	struct timer *look, *grace;
	struct signal_watch *hangup, *term;
	enum leaving leaving;
	struct attach_end *end; /* borrowed */
};

static int refuse_shared(const struct job *job, const struct attach *attach, struct err *err)
{
	return job->is_shared ? err_set(err, ERR_REFUSED, "the session of '%s' shares its checkout with others: nobody can have it "
					"alone; 'leadhand enter %s' is a shell there", attach->task, attach->task)
			      : 0;
}

int attach_check(const struct attach *attach, struct err *err)
{
	_cleanup_(job_release) struct job job = { 0 };

	return job_read(attach->job_dir, 1, &job, err) || refuse_shared(&job, attach, err) || going_check(&job, attach, err)
		       ? err->code
		       : 0;
}

static void press(void *owner)
{
	struct attached *attached = owner;

	switch (attached->leaving) {
	case STAYS:
		attached->leaving = TERMINATED;
		proc_signal_descendants(SIGTERM);
		timer_set(attached->grace, GRACE_MS);
		return;
	case TERMINATED:
		attached->leaving = KILLED;
		proc_kill_descendants();
		timer_set(attached->grace, LAST_MS);
		return;
	case KILLED: loop_stop(attached->visit.attempt.loop);
	}
}

static void leave(struct attached *attached, const char *why)
{
	if (attached->end->cut)
		return;
	attached->end->cut = why;
	press(attached);
}

static void signalled(void *owner, int number)
{
	leave(owner, number == SIGHUP ? "the terminal is gone" : "somebody ended it");
}

static void look(void *owner)
{
	struct attached *attached = owner;

	if (attached->attach->is_wanted(attached->attach->owner))
		timer_set(attached->look, LOOK_MS);
	else
		leave(attached, "the session is not wanted any more");
}

static void exited(void *owner, int status)
{
	struct attached *attached = owner;

	attached->end->status = status;
	loop_stop(attached->visit.attempt.loop);
}

/* Who sits before the screen is asked there, and not by the inbox. */
static void said(void *owner, struct door_call *call, const char *line, size_t len)
{
	(void)owner, (void)line, (void)len;
	door_answer(call, "{\"error\":\"the lead is in this session: ask and report on the screen\"}");
}

static int start(struct attached *attached, const struct attach *attach, const char *door, struct err *err)
{
	struct attempt *attempt = &attached->visit.attempt;
	_cleanup_(cell_run_release) struct cell_run run = { 0 };
	_cleanup_(env_release) struct env argv = { 0 };
	_cleanup_(going_release) struct going going = { 0 };
	_autofree_ char *program = 0;
	struct terminal_spec spec = { .exited = exited, .owner = attached };

	going_prepare(&going, attempt, attach, door);
	env_from_lines(&argv, going.words);
	if (!argv.count)
		return err_set(err, ERR_REFUSED, "agent '%s' cannot go on with its conversation in an interactive program: "
			       "'leadhand enter %s' is a shell in its workspace", attempt->job->agent, attach->task);
	program = cell_program(argv.items[0]);
	if (program)
		mem_replace(&argv.items[0], steal(&program));
	cell_set_agent_env(attempt->cell, going.env);
	if (cell_wrap(attempt->cell, CELL_agent, (const char *const *)argv.items, door, &run, err))
		return err->code;
	spec.argv = run.argv;
	spec.env = run.env;
	spec.dir = run.dir;
	spec.extra = run.extra;
	return terminal_child_new(attempt->loop, &spec, &attached->child, err);
}

static int open_up(struct attached *attached, const char *door, struct err *err)
{
	struct attempt *attempt = &attached->visit.attempt;

	if (agent_home_make(attempt->job, cell_has_walls(attempt->cell), err))
		return err->code;
	attached->hangup = signal_watch_new(attempt->loop, SIGHUP, signalled, attached);
	attached->term = signal_watch_new(attempt->loop, SIGTERM, signalled, attached);
	attached->look = timer_new(attempt->loop, look, attached);
	attached->grace = timer_new(attempt->loop, press, attached);
	return door_new(attempt->loop, door, LINE_BYTES, said, attached, &attached->door, err);
}

static void save(struct attached *attached)
{
	_cleanup_(carry_result_release) struct carry_result saved = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct attach_end *end = attached->end;
	const char *trouble;

	if (visit_carry(&attached->visit, &saved, &err))
		mem_replace(&saved.trouble, mem_dup(err.text));
	trouble = saved.trouble ? saved.trouble : saved.head_trouble;
	end->trouble = trouble ? mem_dup(trouble) : 0;
	end->commit = steal(&saved.head.commit);
	end->loose = saved.head.loose;
	end->checkpoint = steal(&saved.checkpoint);
}

static void attached_release(struct attached *attached)
{
	terminal_child_free(attached->child);
	door_free(attached->door);
	timer_free(attached->look);
	timer_free(attached->grace);
	signal_watch_free(attached->hangup);
	signal_watch_free(attached->term);
	visit_release(&attached->visit);
}

int attach_run(const struct attach *attach, struct attach_end *end, struct err *err)
{
	_cleanup_(attached_release) struct attached attached = { .attach = attach, .end = end };
	struct attempt *attempt = &attached.visit.attempt;
	_autofree_ char *door = 0;
	bool was_bare;

	*end = (struct attach_end){ 0 };
	proc_adopt_orphans();
	if (visit_open(attach->job_dir, &attached.visit, err) || refuse_shared(attempt->job, attach, err))
		return err->code;
	door = mem_printf("%s/door.sock", attempt->job->room);
	was_bare = attempt->job->walls.is_bare;
	attempt->job->walls.is_bare |= !attach->has_walls;
	if (open_up(&attached, door, err) || start(&attached, attach, door, err))
		return err->code;
	timer_set(attached.look, LOOK_MS);
	loop_run(attempt->loop);
	/* Nothing that it started runs on, and the terminal is the lead's again before anything is saved. */
	attempt_end_all(attempt);
	terminal_child_free(attached.child);
	attached.child = 0;
	/* What was left is looked at behind walls, whoever left it. */
	attempt->job->walls.is_bare = was_bare;
	save(&attached);
	return 0;
}

void attach_end_release(struct attach_end *end)
{
	free(end->commit);
	free(end->checkpoint);
	free(end->thread);
	free(end->trouble);
	*end = (struct attach_end){ 0 };
}
