/*
 * child.c - children under the loop; see loop.h. Not libuv's processes: those are not killed
 * by the kernel when we die, and their SIGCHLD handler would see everybody's children.
 */
#include "sys/loop_uv.h"

#include "base/buf.h"
#include "base/mem.h"
#include "sys/proc_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	MAX_QUEUED = 64 << 20,
	PIECE = 65536,	   /* what a pipe holds: one child cannot keep the loop to itself */
	DYING_MS = 1000,
	ENDS = 4,	   /* 0 to 2: our side of its descriptors; 3: the pidfd */
	END_EXIT = 3,
};

struct end {
	uv_poll_t uv;
	int fd; /* -1 once closed */
	int number;
	struct child *child;
};

struct child {
	struct end ends[ENDS];
	struct buf input;
	bool is_input_over; /* nothing more will be queued */
	bool has_exited;
	bool is_freed;
	int pid, closing;
	void (*output)(void *owner, int fd, const char *data, size_t len);
	void (*exited)(void *owner, int status);
	void *owner;
};

static void forget(struct child *child)
{
	if (!child->is_freed || child->closing)
		return;
	buf_release(&child->input);
	free(child);
}

static void end_closed(uv_handle_t *uv)
{
	struct end *end = uv->data;

	end->child->closing--;
	forget(end->child);
}

static void end_close(struct end *end)
{
	if (end->fd < 0)
		return;
	end->child->closing++;
	uv_close((uv_handle_t *)&end->uv, end_closed);
	close(end->fd);
	end->fd = -1;
}

/* Hand out one piece of at most `most` bytes; returns what there was. */
static size_t end_read(struct end *end, size_t most)
{
	struct child *child = end->child;
	char piece[PIECE];
	ssize_t n = read(end->fd, piece, most < sizeof piece ? most : sizeof piece);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (n <= 0)
		end_close(end);
	else if (child->output)
		child->output(child->owner, end->number, piece, (size_t)n);
	return n < 0 ? 0 : (size_t)n;
}

static void output_ready(uv_poll_t *uv, int status, int events)
{
	(void)status, (void)events;
	end_read(uv->data, PIECE);
}

/* What was there when it ended, and no more: who else holds the pipe may write for ever. */
static void drain(struct end *end)
{
	int waiting = 0;

	if (end->fd < 0 || ioctl(end->fd, FIONREAD, &waiting))
		return;
	for (size_t left = (size_t)waiting, n; left && end->fd >= 0; left -= n) {
		n = end_read(end, left);
		if (!n)
			break;
	}
}

static void exit_ready(uv_poll_t *uv, int status, int events)
{
	struct child *child = ((struct end *)uv->data)->child;
	int code;

	(void)status, (void)events;
	if (!proc_reap(child->pid, false, &code))
		return;
	child->has_exited = true;
	end_close(&child->ends[END_EXIT]);
	drain(&child->ends[1]);
	drain(&child->ends[2]);
	for (int i = 0; i < 3; i++)
		end_close(&child->ends[i]);
	/* The owner may have freed it while hearing its last words. */
	if (!child->is_freed && child->exited)
		child->exited(child->owner, code);
}

static void input_ready(uv_poll_t *uv, int status, int events);

/* Write what the pipe takes now; wait for room, or close it, as need be. */
static void push_input(struct child *child)
{
	struct end *end = &child->ends[0];
	ssize_t n;

	while (end->fd >= 0 && child->input.len) {
		n = write(end->fd, child->input.data, child->input.len);
		if (n >= 0) {
			buf_skip(&child->input, (size_t)n);
		} else if (errno == EAGAIN) {
			uv_poll_start(&end->uv, UV_WRITABLE, input_ready);
			return;
		} else if (errno != EINTR) {
			end_close(end);
		}
	}
	if (end->fd < 0)
		return;
	uv_poll_stop(&end->uv);
	if (child->is_input_over)
		end_close(end);
}

static void input_ready(uv_poll_t *uv, int status, int events)
{
	struct end *end = uv->data;

	(void)events;
	if (status < 0)
		end_close(end);
	else
		push_input(end->child);
}

static int start(const struct child_spec *spec, struct child *child, struct err *err)
{
	int pairs[3][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	struct proc_spawn spawn = { .argv = spec->argv, .env = spec->env, .dir = spec->dir,
				    .extra = spec->extra };
	int code = 0;

	for (int i = 0; i < 3 && !code; i++) {
		code = proc_pipe(pairs[i], err);
		child->ends[i].fd = i ? pairs[i][0] : pairs[i][1];
		spawn.fds[i] = i ? pairs[i][1] : pairs[i][0];
	}
	if (!code)
		code = proc_spawn(&spawn, &child->pid, err);
	for (int i = 0; i < 3; i++)
		mem_closep(i ? &pairs[i][1] : &pairs[i][0]);
	if (code)
		return code;
	child->ends[END_EXIT].fd = proc_watch_end(child->pid);
	if (child->ends[END_EXIT].fd >= 0)
		return 0;
	kill(-child->pid, SIGKILL);
	proc_reap(child->pid, true, &code);
	return err_set(err, ERR_SYSTEM, "cannot watch '%s': no pidfd", spec->argv[0]);
}

int child_new(struct loop *loop, const struct child_spec *spec, struct child **out, struct err *err)
{
	struct child *child = mem_new(1, sizeof *child);

	*child = (struct child){ .input = BUF_INIT(MAX_QUEUED), .output = spec->output,
				 .exited = spec->exited, .owner = spec->owner };
	for (int i = 0; i < ENDS; i++)
		child->ends[i].fd = -1;
	if (start(spec, child, err)) {
		for (int i = 0; i < ENDS; i++)
			mem_closep(&child->ends[i].fd);
		free(child);
		return err->code;
	}
	for (int i = 0; i < ENDS; i++) {
		struct end *end = &child->ends[i];

		end->child = child;
		end->number = i;
		uv_poll_init(loop_uv(loop), &end->uv, end->fd);
		end->uv.data = end;
		if (i)
			uv_poll_start(&end->uv, UV_READABLE, i == END_EXIT ? exit_ready : output_ready);
	}
	*out = child;
	return 0;
}

void child_write(struct child *child, const char *data, size_t len)
{
	if (child->ends[0].fd < 0 || child->is_input_over)
		return;
	buf_add(&child->input, data, len);
	push_input(child);
}

void child_close_input(struct child *child)
{
	child->is_input_over = true;
	push_input(child);
}

void child_signal(struct child *child, int number)
{
	/* Once it is reaped its number may be another's. */
	if (!child->has_exited)
		kill(-child->pid, number);
}

int child_pid(const struct child *child)
{
	return child->pid;
}

void child_free(struct child *child)
{
	int status;

	if (!child)
		return;
	if (!child->has_exited) {
		kill(-child->pid, SIGKILL);
		/* It is gone at once but for what hangs in the kernel; that stays a zombie until we go. */
		poll(&(struct pollfd){ .fd = child->ends[END_EXIT].fd, .events = POLLIN }, 1, DYING_MS);
		proc_reap(child->pid, false, &status);
		child->has_exited = true;
	}
	child->is_freed = true;
	child->closing++;
	for (int i = 0; i < ENDS; i++)
		end_close(&child->ends[i]);
	child->closing--;
	forget(child);
}
