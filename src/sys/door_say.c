/* door_say.c - the caller's side of a door; see loop.h and door_path.h. */
#include "sys/door_path.h"

#include "base/buf.h"
#include "base/mem.h"
#include "sys/clock.h"
#include "sys/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { MAX_ANSWER = 64 << 20 };

int door_path_fill(const char *path, struct sockaddr_un *address, int *folder)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	_autofree_ char *above = slash ? mem_dup_part(path, (size_t)(slash - path) + 1) : mem_dup(".");
	int n;

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	*folder = open(above, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*folder < 0)
		return -1;
	n = snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/%s", *folder, name);
	if (n < (int)sizeof address->sun_path)
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}

int door_path_connect(const char *path, long long wait_ms)
{
	_autoclose_ int folder = -1, fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct timeval wait = { .tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000 };
	struct sockaddr_un address;
	int made;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) ||
	    door_path_fill(path, &address, &folder) ||
	    connect(fd, (struct sockaddr *)&address, sizeof address))
		return -1;
	made = fd;
	fd = -1;
	return made;
}

int door_path_send(int fd, const char *path, const char *line, struct err *err)
{
	_autofree_ char *whole = mem_printf("%s\n", line);
	const char *at = whole;
	ssize_t n;

	while (*at) {
		n = send(fd, at, strlen(at), MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return err_set(err, ERR_TIMEOUT, "nobody listens at '%s'", path);
		if (n < 0)
			return err_set(err, ERR_SYSTEM, "cannot speak at '%s': %s", path, strerror(errno));
		at += n;
	}
	return 0;
}

/* Wait until there is something to read; false when the time is over. */
static bool wait_readable(int fd, long long until_ms)
{
	long long left;
	int n;

	do {
		left = until_ms ? until_ms - clock_steady_ms() : -1;
		if (until_ms && left < 0)
			left = 0;
		n = poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, left > INT_MAX ? INT_MAX : (int)left);
	} while (n < 0 && errno == EINTR);
	return n > 0;
}

static int hear_line(int fd, const char *path, long long until_ms, char **answer, struct err *err)
{
	_cleanup_(buf_release) struct buf heard = BUF_INIT(MAX_ANSWER);
	char piece[16384], *end = 0;
	ssize_t n;

	while (!end) {
		if (!wait_readable(fd, until_ms))
			return err_set(err, ERR_TIMEOUT, "no answer at '%s'", path);
		n = recv(fd, piece, sizeof piece, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || heard.is_cut)
			return err_set(err, ERR_SYSTEM, "hung up without an answer at '%s'", path);
		buf_add(&heard, piece, (size_t)n);
		if (memchr(piece, '\n', (size_t)n))
			end = memchr(heard.data, '\n', heard.len);
	}
	*end = 0;
	*answer = buf_take(&heard);
	return 0;
}

int door_path_error(const char *path, struct err *err)
{
	if (errno == ENOENT || errno == ENOTDIR || errno == ECONNREFUSED)
		return err_set(err, ERR_MISSING, "nobody is at '%s'", path);
	if (errno == EAGAIN)
		return err_set(err, ERR_TIMEOUT, "nobody listens at '%s'", path);
	return err_set(err, ERR_SYSTEM, "cannot reach '%s': %s", path, strerror(errno));
}

int door_say(const char *path, const char *line, long long timeout_ms, char **answer, struct err *err)
{
	long long until_ms = timeout_ms ? clock_steady_ms() + timeout_ms : 0;
	_autoclose_ int fd = door_path_connect(path, timeout_ms);

	if (fd < 0)
		return door_path_error(path, err);
	if (door_path_send(fd, path, line, err))
		return err->code;
	return hear_line(fd, path, until_ms, answer, err);
}
