/* A gate says how it ended and what it printed last, and costs little whatever it does. */
#include "base/mem.h"
#include "base/text.h"
#include "gate/gate.h"
#include "sys/fs.h"
#include "tap.h"

#include <sys/resource.h>

static char folder[] = "/tmp/leadhand-gate-XXXXXX";

struct run {
	struct loop *loop;
	struct gate_outcome outcome;
	char *tail; /* owned */
};

static void run_done(void *owner)
{
	struct run *run = owner;

	loop_stop(run->loop);
}

static struct run run_gate(const char *command, long long timeout_ms)
{
	static const char *const env[] = { "WORD=lead", 0 };
	_autofree_ char *path = mem_printf("%s/raw.log", folder);
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct run run = { .loop = loop_new() };
	struct log log = LOG_INIT;
	_autofree_ char *words = gate_words(command);
	const char *const argv[] = { "/bin/sh", "-c", words, 0 };
	const struct gate_spec spec = { .argv = argv,
					.dir = folder,
					.env = env,
					.log = &log,
					.timeout_ms = timeout_ms,
					.done = run_done,
					.owner = &run };
	struct gate *gate = 0;

	unlink(path);
	CHECK_INT(log_open(&log, path, &err), 0);
	CHECK_INT(gate_new(run.loop, &spec, &gate, &err), 0);
	loop_run(run.loop);
	run.outcome = gate_outcome(gate);
	run.tail = gate_tail(gate);
	gate_free(gate);
	loop_free(run.loop);
	log_close(&log);
	return run;
}

static void the_exit_status_and_the_last_words_are_kept(void)
{
	struct run run = run_gate("echo out; echo $WORD >&2; pwd; exit 3", 0);
	_autofree_ char *want = mem_printf("out\nlead\n%s\n", folder);

	CHECK_INT(run.outcome.status, 3);
	CHECK(!run.outcome.is_late);
	CHECK_STR(run.tail, want);
	free(run.tail);
}

static void one_that_takes_too_long_is_late(void)
{
	struct run run = run_gate("echo begun; while :; do :; done", 50);

	CHECK(run.outcome.is_late);
	CHECK_INT(run.outcome.status, 128 + 15);
	CHECK_STR(run.tail, "begun\n");
	free(run.tail);
}

static void a_pipe_held_by_a_stranger_is_not_waited_for(void)
{
	struct run run = run_gate("setsid sleep 5 & echo done", 0);

	CHECK_INT(run.outcome.status, 0);
	CHECK(run.outcome.duration_ms < 4000);
	CHECK_STR(run.tail, "done\n");
	free(run.tail);
}

static void a_flood_on_one_line_costs_little(void)
{
	_autofree_ char *path = mem_printf("%s/raw.log", folder), *text = 0;
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct rusage before, after;
	struct run run;
	size_t len = 0;

	getrusage(RUSAGE_SELF, &before);
	run = run_gate("echo first; head -c 30000000 /dev/zero | tr '\\0' x; echo; echo last", 0);
	getrusage(RUSAGE_SELF, &after);
	CHECK_STR(run.tail, "last\n");
	/* Where memory is watched, the watchers' own is counted too. */
	CHECK(after.ru_maxrss - before.ru_maxrss < 8 << 10);
	CHECK_INT(fs_read(path, 8 << 20, &text, &len, &err), 0);
	CHECK(len < (64 << 10) + (2 << 20) + 100);
	CHECK(len > 1 << 20);
	CHECK(text_starts(text, "first\nxxx"));
	CHECK(strstr(text, "\n[... left out ...]\n") != 0);
	CHECK(text_ends(text, "x\nlast\n"));
	free(run.tail);
}

int main(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	CHECK(mkdtemp(folder) != 0);
	the_exit_status_and_the_last_words_are_kept();
	one_that_takes_too_long_is_late();
	a_pipe_held_by_a_stranger_is_not_waited_for();
	a_flood_on_one_line_costs_little();
	CHECK_INT(fs_remove_tree(folder, &err), 0);
	return tap_done();
}
