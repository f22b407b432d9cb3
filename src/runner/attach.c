/* attach.c - see attach.h. */
#include "runner/attach.h"

#include "base/mem.h"
#include "runner/going.h"
#include "runner/launch.h"
#include "runner/leaving.h"
#include "runner/visit_place.h"
#include "sys/proc.h"
#include "sys/proc_terminal.h"

#include <signal.h>
#include <string.h>

enum { LOOK_MS = 1000, LINE_BYTES = 256 << 10 };

struct attached {
	const struct attach *attach; /* borrowed */
	struct visit visit;
	struct terminal_child *child; /* owned, as what follows */
	struct door *door;
	struct timer *look;
	struct leaving *leaving;
	struct signal_watch *hangup, *term;
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

static void signal_all(void *owner, int number)
{
	(void)owner;
	if (number == SIGKILL)
		proc_kill_descendants();
	else
		proc_signal_descendants(number);
}

static void leave(struct attached *attached, const char *why)
{
	if (attached->end->cut)
		return;
	attached->end->cut = why;
	leaving_press(attached->leaving);
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
	_cleanup_(launch_release) struct launch launch = { 0 };
	_cleanup_(going_release) struct going going = { 0 };
	struct terminal_spec spec = { .exited = exited, .owner = attached };
	struct launch_wish wish = { .door = door };

	if (going_prepare(&going, attempt, attach, door, err))
		return err->code;
	wish.words = going.words;
	wish.env = going.env;
	if (launch_prepare(&launch, attempt, &wish, err))
		return err->code;
	spec.argv = launch.run.argv;
	spec.env = launch.run.env;
	spec.dir = launch.run.dir;
	spec.extra = launch.run.extra;
	return terminal_child_new(attempt->loop, &spec, &attached->child, err);
}

static int open_up(struct attached *attached, const char *door, struct err *err)
{
	struct attempt *attempt = &attached->visit.attempt;

	attached->hangup = signal_watch_new(attempt->loop, SIGHUP, signalled, attached);
	attached->term = signal_watch_new(attempt->loop, SIGTERM, signalled, attached);
	attached->look = timer_new(attempt->loop, look, attached);
	attached->leaving = leaving_new(attempt->loop, signal_all, attached);
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
	leaving_free(attached->leaving);
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
	free(end->trouble);
	*end = (struct attach_end){ 0 };
}
