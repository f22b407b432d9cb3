/* proc.c - see proc.h; proc_spawn.c starts, proc_kill.c ends. */
#include "sys/proc.h"

#include "base/buf.h"
#include "base/mem.h"
#include "sys/clock.h"
#include "sys/proc_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { DEFAULT_LIMIT = 1 << 20 };

struct run {
	int pid, end;	   /* `end` is readable once the child has ended */
	int pipes[2];	   /* where its output and its errors come from; -1 once closed */
	struct buf said[2];
	long long deadline_ms; /* steady; 0 is none */
	int status;
	bool is_late;
};

/* A file in memory, not a pipe: a program that does not read all of it stops nobody. */
static int open_input(const struct proc *proc)
{
	size_t len = !proc->input ? 0 : proc->input_len ? proc->input_len : strlen(proc->input);
	const char *from = proc->input;
	ssize_t n;
	int fd;

	if (proc->input_file)
		return fcntl(*proc->input_file, F_DUPFD_CLOEXEC, 3);
	if (!len)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	fd = memfd_create("input", MFD_CLOEXEC);
	while (fd >= 0 && len) {
		n = write(fd, from, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			close(fd);
			return -1;
		}
		from += n;
		len -= (size_t)n;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* One piece of at most `most` bytes; the pipe is closed at its end. Returns what was read. */
static size_t take_piece(struct run *run, int i, size_t most)
{
	char piece[65536];
	ssize_t n = read(run->pipes[i], piece, most < sizeof piece ? most : sizeof piece);

	if (n > 0) {
		buf_add(&run->said[i], piece, (size_t)n);
		return (size_t)n;
	}
	if (n < 0 && errno == EINTR)
		return 0;
	close(run->pipes[i]);
	run->pipes[i] = -1;
	return 0;
}

/* What was in the pipe when the child ended, and no more: who else holds it may write for ever. */
static void drain(struct run *run, int i)
{
	int waiting = 0;

	if (run->pipes[i] < 0 || ioctl(run->pipes[i], FIONREAD, &waiting))
		return;
	for (size_t left = (size_t)waiting, n; left; left -= n) {
		n = take_piece(run, i, left);
		if (!n)
			break;
	}
}

static int patience(const struct run *run)
{
	long long left = run->deadline_ms - clock_steady_ms();

	if (!run->deadline_ms)
		return -1;
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void follow(struct run *run)
{
	struct pollfd on[3];
	bool has_ended = false;
	int n;

	while (!has_ended) {
		on[0] = (struct pollfd){ .fd = run->pipes[0], .events = POLLIN };
		on[1] = (struct pollfd){ .fd = run->pipes[1], .events = POLLIN };
		on[2] = (struct pollfd){ .fd = run->end, .events = POLLIN };
		n = poll(on, 3, patience(run));
		if (n < 0)
			continue;
		if (!n) {
			kill(-run->pid, SIGKILL);
			run->is_late = true;
			run->deadline_ms = 0;
			continue;
		}
		has_ended = on[2].revents;
		for (int i = 0; i < 2 && !has_ended; i++)
			if (on[i].revents)
				take_piece(run, i, SIZE_MAX);
	}
	proc_reap(run->pid, true, &run->status);
	drain(run, 0);
	drain(run, 1);
}

static int begin(const struct proc *proc, struct run *run, struct err *err)
{
	_autoclose_ int input = open_input(proc), out = -1, errors = -1;
	int ends[2];

	if (input < 0)
		return err_set(err, ERR_SYSTEM, "cannot give input to '%s': %s", proc->argv[0], strerror(errno));
	if (proc_pipe(ends, err))
		return err->code;
	run->pipes[0] = ends[0];
	out = ends[1];
	if (proc_pipe(ends, err))
		return err->code;
	run->pipes[1] = ends[0];
	errors = ends[1];
	struct proc_spawn spawn = { .argv = proc->argv, .env = proc->env, .dir = proc->dir,
				    .fds = { input, out, errors }, .may_outlive_us = proc->may_outlive_us,
				    .extra = proc->extra };

	if (proc_spawn(&spawn, &run->pid, err))
		return err->code;
	run->end = proc_watch_end(run->pid);
	if (run->end >= 0)
		return 0;
	kill(-run->pid, SIGKILL);
	proc_reap(run->pid, true, &run->status);
	return err_set(err, ERR_SYSTEM, "cannot watch '%s': no pidfd", proc->argv[0]);
}

static void run_release(struct run *run)
{
	mem_closep(&run->end);
	mem_closep(&run->pipes[0]);
	mem_closep(&run->pipes[1]);
	buf_release(&run->said[0]);
	buf_release(&run->said[1]);
}

int proc_run(const struct proc *proc, struct proc_result *result, struct err *err)
{
	size_t limit = proc->limit_bytes ? proc->limit_bytes : DEFAULT_LIMIT;
	_cleanup_(run_release) struct run run = { .end = -1, .pipes = { -1, -1 },
						  .said = { BUF_INIT(limit), BUF_INIT(limit) } };

	*result = (struct proc_result){ 0 };
	if (proc->timeout_ms)
		run.deadline_ms = clock_steady_ms() + proc->timeout_ms;
	if (begin(proc, &run, err))
		return err->code;
	follow(&run);
	result->status = run.status;
	result->is_late = run.is_late;
	result->out_len = run.said[0].len;
	result->err_len = run.said[1].len;
	result->out = buf_take(&run.said[0]);
	result->err = buf_take(&run.said[1]);
	return 0;
}

void proc_result_release(struct proc_result *result)
{
	free(result->out);
	free(result->err);
	*result = (struct proc_result){ 0 };
}

int proc_start_detached(const char *const *argv, const char *dir, const char *log_path, int *pid,
			struct err *err)
{
	_autoclose_ int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
	_autoclose_ int log = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);

	if (input < 0 || log < 0)
		return err_set(err, ERR_SYSTEM, "cannot open '%s': %s", log < 0 ? log_path : "/dev/null",
			       strerror(errno));
	return proc_spawn(&(struct proc_spawn){ .argv = argv, .dir = dir, .fds = { input, log, log },
						.is_detached = true }, pid, err);
}

char *proc_find(const char *name)
{
	if (strchr(name, '/'))
		return access(name, X_OK) ? 0 : realpath(name, 0);
	return proc_search(getenv("PATH"), name);
}

char *proc_self(void)
{
	static const char gone[] = " (deleted)";
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

	if (n < 0)
		return mem_dup("leadhand");
	path[n] = 0;
	/* After an upgrade the new program stands at the old one's place. */
	if ((size_t)n > sizeof gone && !strcmp(path + n - (sizeof gone - 1), gone))
		path[n - (ssize_t)(sizeof gone - 1)] = 0;
	return mem_dup(path);
}
