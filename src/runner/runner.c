/* runner.c - see runner.h. */
#include "runner/runner.h"

#include "base/mem.h"
#include "runner/check.h"
#include "runner/prepare.h"
#include "runner/stage.h"
#include "runner/turn.h"
#include "sys/proc.h"

#include <signal.h>

static int run_attempt(struct job *job, struct journal *journal, struct err *err)
{
	_cleanup_(attempt_release) struct attempt attempt = { .log = LOG_INIT, .membership = MEMBERSHIP_INIT };
	json_t *line = json_object();
	int failed;

	/* Whatever the agent forks away comes back to us when its parent dies, and can be
	 * ended. */
	proc_adopt_orphans();
	signal(SIGPIPE, SIG_IGN);
	/* To look through all processes takes longer than a short gate. */
	if (job->attempt > 1 || journal_is_begun(journal))
		proc_kill_marked(job->mark);
	json_put_number(line, "pid", getpid());
	journal_add(journal, "started", line);
	job->prepared.run_setup = stage_setup;
	job->prepared.owner = &attempt;
	failed = attempt_init(&attempt, job, journal, err);
	if (failed)
		return failed;
	if (job->is_base)
		return prepare_run(&attempt, err);
	if (job->is_turn)
		turn_run(&attempt);
	else
		check_run(&attempt);
	return 0;
}

int runner_run(const char *job_dir, long long number, struct err *err)
{
	_cleanup_(job_release) struct job job = { 0 };
	struct journal *journal = 0;
	int failed;

	failed = job_read(job_dir, number, &job, err);
	if (!failed)
		failed = journal_open(job.dir, number, &journal, err);
	if (failed)
		return failed;
	if (!job_is_wanted(&job, number))
		failed = err_set(err, ERR_CONFLICT, "attempt %lld of '%s' is not wanted any more", number, job.dir);
	else if (!journal_is_ended(journal))
		failed = run_attempt(&job, journal, err);
	journal_close(journal);
	return failed;
}
