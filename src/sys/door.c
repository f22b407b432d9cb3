/* door.c - a unix socket, one line each way; see loop.h. door_say.c is the other side. */
#include "sys/loop_uv.h"

#include "base/buf.h"
#include "base/mem.h"
#include "sys/door_path.h"
#include "sys/fs.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAX_CALLS = 128,
	MAX_WAITING = 64,
	MAX_ANSWER = 64 << 20,
	NAP_MS = 10,
};

struct door_call {
	uv_poll_t uv;
	int fd;
	struct buf heard, answer;
	struct door *door;	/* borrowed; NULL once the door is gone */
	struct door_call *next; /* in the door's list */
};

struct door {
	uv_poll_t uv;
	int fd;
	char *path; /* owned */
	size_t limit_bytes, calls_n;
	struct door_call *calls; /* owned by the loop until each is closed */
	void (*said)(void *owner, struct door_call *call, const char *line, size_t len);
	void *owner;
};

static void call_closed(uv_handle_t *uv)
{
	struct door_call *call = uv->data;

	buf_release(&call->heard);
	buf_release(&call->answer);
	free(call);
}

static void call_close(struct door_call *call)
{
	struct door_call **at = &call->door->calls;

	while (*at != call)
		at = &(*at)->next;
	*at = call->next;
	call->door->calls_n--;
	uv_close((uv_handle_t *)&call->uv, call_closed);
	close(call->fd);
}

static void call_heard(uv_poll_t *uv, int status, int events)
{
	struct door_call *call = uv->data;
	struct door *door = call->door;
	char piece[16384], *end;
	ssize_t n = recv(call->fd, piece, sizeof piece, 0);

	(void)status, (void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		call_close(call);
		return;
	}
	buf_add(&call->heard, piece, (size_t)n);
	end = memchr(call->heard.data, '\n', call->heard.len);
	if (!end && call->heard.is_cut) {
		call_close(call);
	} else if (end) {
		/* What follows the line is not read; who hangs up now finds out when we answer. */
		uv_poll_stop(&call->uv);
		*end = 0;
		door->said(door->owner, call, call->heard.data, (size_t)(end - call->heard.data));
	}
}

static void call_push(uv_poll_t *uv, int status, int events)
{
	struct door_call *call = uv->data;
	ssize_t n = 0;

	(void)status, (void)events;
	while (call->answer.len) {
		n = send(call->fd, call->answer.data, call->answer.len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EAGAIN) {
			uv_poll_start(&call->uv, UV_WRITABLE, call_push);
			return;
		}
		if (n < 0 && errno != EINTR)
			break;
		if (n > 0)
			buf_skip(&call->answer, (size_t)n);
	}
	call_close(call);
}

void door_answer(struct door_call *call, const char *line)
{
	buf_add_text(&call->answer, line);
	buf_add_text(&call->answer, "\n");
	call_push(&call->uv, 0, 0);
}

static void door_rang(uv_poll_t *uv, int status, int events)
{
	struct door *door = uv->data;
	struct door_call *call;
	int fd = accept4(door->fd, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)status, (void)events;
	if (fd < 0) {
		/* Without a free descriptor the caller stays, and so does the bell: let others be served first. */
		if (errno == EMFILE || errno == ENFILE)
			poll(0, 0, NAP_MS);
		return;
	}
	if (door->calls_n == MAX_CALLS) {
		close(fd);
		return;
	}
	call = mem_new(1, sizeof *call);
	*call = (struct door_call){ .fd = fd, .heard = BUF_INIT(door->limit_bytes),
				    .answer = BUF_INIT(MAX_ANSWER), .door = door, .next = door->calls };
	door->calls = call;
	door->calls_n++;
	uv_poll_init(door->uv.loop, &call->uv, fd);
	call->uv.data = call;
	uv_poll_start(&call->uv, UV_READABLE, call_heard);
}

/* A socket that nobody answers at was left by a process that was killed. */
static int clear_place(const char *path, struct err *err)
{
	struct stat st;
	int fd;

	if (lstat(path, &st))
		return 0;
	if (!S_ISSOCK(st.st_mode))
		return err_set(err, ERR_REFUSED, "'%s' is in the way of a socket", path);
	fd = door_path_connect(path, 0);
	if (fd >= 0) {
		close(fd);
		return err_set(err, ERR_CONFLICT, "somebody answers at '%s' already", path);
	}
	if (errno != ECONNREFUSED)
		return err_set(err, ERR_SYSTEM, "cannot try '%s': %s", path, strerror(errno));
	unlink(path);
	return 0;
}

static int listen_at(const char *path, int *out, struct err *err)
{
	_autoclose_ int folder = -1, fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address;

	/* The mode given before bind() is the one that the path is born with. */
	if (fd < 0 || fchmod(fd, 0600) || door_path_fill(path, &address, &folder) ||
	    bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, MAX_WAITING))
		return err_set(err, ERR_SYSTEM, "cannot listen at '%s': %s", path, strerror(errno));
	*out = fd;
	fd = -1;
	return 0;
}

int door_new(struct loop *loop, const char *path, size_t limit_bytes,
	     void (*said)(void *owner, struct door_call *call, const char *line, size_t len),
	     void *owner, struct door **out, struct err *err)
{
	struct door *door;
	int fd = -1;

	if (clear_place(path, err) || listen_at(path, &fd, err))
		return err->code;
	door = mem_new(1, sizeof *door);
	*door = (struct door){ .fd = fd, .path = mem_dup(path), .limit_bytes = limit_bytes, .said = said,
			       .owner = owner };
	uv_poll_init(loop_uv(loop), &door->uv, fd);
	door->uv.data = door;
	uv_poll_start(&door->uv, UV_READABLE, door_rang);
	*out = door;
	return 0;
}

static void door_closed(uv_handle_t *uv)
{
	struct door *door = uv->data;

	free(door->path);
	free(door);
}

void door_free(struct door *door)
{
	if (!door)
		return;
	while (door->calls)
		call_close(door->calls);
	unlink(door->path);
	uv_close((uv_handle_t *)&door->uv, door_closed);
	close(door->fd);
}
