/* attempt.c - see attempt.h. */
#include "runner/attempt.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/kind.h"
#include "sys/clock.h"
#include "sys/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>

/* The doorbell does not ring over a network's file system. */
enum { POLL_MS = 3000, EXTEND_MS = 15000 };

void attempt_stop(struct attempt *attempt, const char *why)
{
	if (attempt->stop)
		return;
	attempt->stop = mem_dup(why);
	if (attempt->gate)
		gate_stop(attempt->gate);
	else if (attempt->stopped)
		attempt->stopped(attempt->owner);
}

static void attempt_hear(void *owner, const json_t *line)
{
	struct attempt *attempt = owner;
	const char *kind = json_text_or(line, "kind", "");

	if (!strcmp(kind, "stop") && json_number(line, "attempt") == attempt->job->attempt)
		attempt_stop(attempt, json_text_or(line, "text", "cancel"));
	else if (!strcmp(kind, "answer") && attempt->answered)
		attempt->answered(attempt->owner, json_text_or(line, "key", ""),
				  json_text_or(line, "text", ""));
}

void attempt_listen(struct attempt *attempt)
{
	inbox_take(&attempt->inbox, attempt_hear, attempt);
}

int attempt_reserve(struct attempt *attempt, const json_t *word, json_t **answer, struct err *err)
{
	return kind_reserve(attempt->job, word, answer, err);
}

void attempt_listen_anew(struct attempt *attempt)
{
	attempt->inbox.offset = 0;
	attempt_listen(attempt);
}

static void attempt_rang(void *owner, long long number)
{
	(void)owner, (void)number;
}

static void attempt_bell(void *owner)
{
	struct attempt *attempt = owner;

	watch_take(attempt->watch, attempt_rang, 0);
	attempt_listen(attempt);
}

static void attempt_poll(void *owner)
{
	struct attempt *attempt = owner;
	long long now_ms = clock_steady_ms();

	attempt_listen(attempt);
	if (now_ms - attempt->extended_ms >= EXTEND_MS) {
		attempt->extended_ms = now_ms;
		kind_extend(attempt->job);
	}
	timer_set(attempt->poll, POLL_MS);
}

static void attempt_signal(void *owner, int number)
{
	(void)number;
	attempt_stop(owner, "down");
}

/* Only a file that is there can be watched. */
static int make_inbox(const char *path, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot make '%s': %s", path, strerror(errno));
	close(fd);
	return 0;
}

/* A user has 128 bells, and a runner takes two: without one, words are heard a little later. */
static void hang_bell(struct attempt *attempt)
{
	_cleanup_(err_release) struct err none = ERR_INIT;

	if (watch_new(&attempt->watch, &none))
		return;
	if (watch_add(attempt->watch, attempt->inbox_path, 1, &none)) {
		watch_free(attempt->watch);
		attempt->watch = 0;
		return;
	}
	attempt->bell = fd_watch_new(attempt->loop, watch_fd(attempt->watch), attempt_bell, attempt);
}

int attempt_init(struct attempt *attempt, struct job *job, struct journal *journal,
		 struct err *err)
{
	_autofree_ char *log = mem_printf("%s/raw.log", job->dir);
	int failed;

	*attempt = (struct attempt){ .job = job, .journal = journal, .log = LOG_INIT,
				    .membership = MEMBERSHIP_INIT };
	attempt->inbox_path = mem_printf("%s/in.jsonl", job->dir);
	attempt->inbox.path = attempt->inbox_path;
	attempt->loop = loop_new();
	attempt->term = signal_watch_new(attempt->loop, SIGTERM, attempt_signal, attempt);
	attempt->interrupt = signal_watch_new(attempt->loop, SIGINT, attempt_signal, attempt);
	attempt->poll = timer_new(attempt->loop, attempt_poll, attempt);
	timer_set(attempt->poll, POLL_MS);
	journal_attach(journal, attempt->loop);
	failed = log_open(&attempt->log, log, err);
	if (!failed)
		failed = make_inbox(attempt->inbox_path, err);
	if (!failed)
		hang_bell(attempt);
	return failed;
}

void attempt_release(struct attempt *attempt)
{
	if (attempt->loop)
		journal_attach(attempt->journal, 0);
	cell_free(attempt->cell);
	fd_watch_free(attempt->bell);
	watch_free(attempt->watch);
	timer_free(attempt->poll);
	signal_watch_free(attempt->term);
	signal_watch_free(attempt->interrupt);
	loop_free(attempt->loop);
	log_close(&attempt->log);
	members_leave(&attempt->membership);
	free(attempt->inbox_path);
	free(attempt->stop);
	*attempt = (struct attempt){ .log = LOG_INIT, .membership = MEMBERSHIP_INIT };
}

void attempt_end_all(struct attempt *attempt)
{
	proc_kill_descendants();
	/* Out of a box nobody gets to where we would not see them; without one only the mark tells. */
	if (!attempt->cell || !cell_has_walls(attempt->cell))
		proc_kill_marked(attempt->job->mark);
}

static void attempt_gate_done(void *owner)
{
	struct attempt *attempt = owner;

	loop_stop(attempt->loop);
}

static void attempt_gate_prints(void *owner, const char *bytes, size_t len)
{
	struct attempt *attempt = owner;

	attempt->heard(attempt->owner, bytes, len);
}

int attempt_run_gate(struct attempt *attempt, enum cell_use use, const char *command,
		     struct gate_outcome *outcome, char **tail, struct err *err)
{
	_cleanup_(cell_run_release) struct cell_run run = { 0 };
	_autofree_ char *words = gate_words(command);
	const char *const argv[] = { "/bin/sh", "-c", words, 0 };
	struct gate_spec spec = {.log = &attempt->log,
				 .heard = use == CELL_gate && attempt->heard ? attempt_gate_prints : 0,
				 .timeout_ms = attempt->job->time_ms,
				 .done = attempt_gate_done,
				 .owner = attempt};

	if (cell_wrap(attempt->cell, use, argv, 0, &run, err))
		return err->code;
	spec.argv = run.argv;
	spec.env = run.env;
	spec.dir = run.dir;
	spec.extra = run.extra;
	if (gate_new(attempt->loop, &spec, &attempt->gate, err))
		return err->code;
	if (attempt->stop)
		gate_stop(attempt->gate);
	loop_run(attempt->loop);
	*outcome = gate_outcome(attempt->gate);
	*tail = gate_tail(attempt->gate);
	gate_free(attempt->gate);
	attempt->gate = 0;
	return 0;
}

static void attempt_go_on(void *owner)
{
	loop_stop(owner);
}

void attempt_pause(struct attempt *attempt, long long ms)
{
	struct timer *timer = timer_new(attempt->loop, attempt_go_on, attempt->loop);

	timer_set(timer, ms);
	loop_run(attempt->loop);
	timer_free(timer);
}

int attempt_run_setup(struct attempt *attempt, char **tail, struct err *err)
{
	const struct job *job = attempt->job;
	_autofree_ char *limit = 0;
	struct gate_outcome outcome;

	if (attempt_run_gate(attempt, CELL_setup, job->setup, &outcome, tail, err))
		return err->code;
	if (attempt->stop)
		return err_set(err, ERR_REFUSED, "setup was stopped");
	if (outcome.is_late)
		return err_set(err, ERR_CHILD, "setup ran longer than %lld s",
			       job->time_ms / 1000);
	if (!outcome.status)
		return 0;
	limit = cell_verdict(attempt->cell, CELL_setup);
	return limit ? err_set(err, ERR_CHILD, "setup ended: %s", limit)
		     : err_set(err, ERR_CHILD, "setup exited with status %d", outcome.status);
}
