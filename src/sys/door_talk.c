/* door_talk.c - the caller's side of a door, in a loop; see loop.h. */
#include "sys/loop.h"

#include "base/buf.h"
#include "base/mem.h"
#include "sys/door_path.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Who listens takes the line at once; the wait for the answer is the loop's. */
enum { REACH_MS = 10000, MAX_ANSWER = 64 << 20 };

struct door_talk {
	struct fd_watch *watch; /* owned */
	int fd;
	struct buf heard;
	void (*tell)(void *owner, const char *answer);
	void *owner;
};

/* The last that happens: the owner may free us in it. */
static void end(struct door_talk *talk, const char *answer)
{
	fd_watch_pause(talk->watch, true);
	talk->tell(talk->owner, answer);
}

static void is_readable(void *owner)
{
	struct door_talk *talk = owner;
	char piece[16384], *stop;
	ssize_t n = recv(talk->fd, piece, sizeof piece, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || !buf_add(&talk->heard, piece, (size_t)n)) {
		end(talk, 0);
		return;
	}
	stop = memchr(piece, '\n', (size_t)n) ? memchr(talk->heard.data, '\n', talk->heard.len) : 0;
	if (!stop)
		return;
	*stop = 0;
	end(talk, talk->heard.data);
}

int door_talk_new(struct loop *loop, const char *path, const char *line, void (*heard)(void *owner, const char *answer),
		  void *owner, struct door_talk **out, struct err *err)
{
	_autoclose_ int fd = door_path_connect(path, REACH_MS);
	struct door_talk *talk;

	if (fd < 0)
		return door_path_error(path, err);
	if (door_path_send(fd, path, line, err))
		return err->code;
	talk = mem_new(1, sizeof *talk);
	*talk = (struct door_talk){ .fd = fd, .heard = BUF_INIT(MAX_ANSWER), .tell = heard, .owner = owner };
	talk->watch = fd_watch_new(loop, fd, is_readable, talk);
	fd = -1;
	*out = talk;
	return 0;
}

void door_talk_free(struct door_talk *talk)
{
	if (!talk)
		return;
	fd_watch_free(talk->watch);
	close(talk->fd);
	buf_release(&talk->heard);
	free(talk);
}
