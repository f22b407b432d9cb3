/* log.c - see log.h. */
#include "gate/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 64 << 10, TAIL_BYTES = 1 << 20, PIECE_BYTES = 16 << 10 };

static const char gap[] = "\n[... left out ...]\n";

int log_open(struct log *log, const char *path, struct err *err)
{
	struct stat st;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0 || fstat(fd, &st) < 0) {
		err_set(err, ERR_SYSTEM, "cannot open '%s': %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return ERR_SYSTEM;
	}
	*log = (struct log){ fd, st.st_size };
	return 0;
}

/* Move the end to where the middle began. */
static void log_shorten(struct log *log)
{
	long long from = log->size - TAIL_BYTES, to = HEAD_BYTES + (long long)sizeof gap - 1;
	char piece[PIECE_BYTES];
	ssize_t n;

	if (pwrite(log->fd, gap, sizeof gap - 1, HEAD_BYTES) < 0)
		return;
	while ((n = pread(log->fd, piece, sizeof piece, from)) > 0) {
		if (pwrite(log->fd, piece, (size_t)n, to) != n)
			return;
		from += n;
		to += n;
	}
	if (!ftruncate(log->fd, to))
		log->size = to;
}

void log_add(struct log *log, const char *data, size_t len)
{
	while (len && log->fd >= 0) {
		size_t piece = len < TAIL_BYTES ? len : TAIL_BYTES;
		ssize_t n = pwrite(log->fd, data, piece, log->size);

		if (n <= 0)
			return;
		log->size += n;
		data += n;
		len -= (size_t)n;
		if (log->size > HEAD_BYTES + 2 * TAIL_BYTES)
			log_shorten(log);
	}
}

void log_close(struct log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	*log = (struct log)LOG_INIT;
}
