/* trail.c - see trail.h. */
#include "runner/trail.h"

#include "base/text.h"
#include "runner/feed.h"
#include "signal/doings.h"
#include "sys/clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_BYTES = 4 << 20, PIECE_BYTES = 64 << 10, LINE_BYTES = 64 << 10 };

struct trail {
	char *path, *old; /* owned */
	int fd;
	long long attempt, size;
};

static void take_line(void *owner, const char *text, size_t len)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *line = 0;

	if (!json_parse(text, len, &line, &err))
		doings_take(owner, line);
}

static void put_line(struct trail *trail, const json_t *line)
{
	_autofree_ char *text = json_line(line);
	size_t len = strlen(text);

	text[len] = '\n';
	if (trail->fd < 0)
		return;
	/* On a full disk a part may have been written: it would make the next line unreadable too. */
	if (write(trail->fd, text, len + 1) == (ssize_t)len + 1)
		trail->size += (long long)len + 1;
	else
		(void)!ftruncate(trail->fd, trail->size);
}

static void reopen(struct trail *trail)
{
	struct stat st;

	trail->fd = open(trail->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	trail->size = trail->fd >= 0 && !fstat(trail->fd, &st) ? st.st_size : 0;
}

static json_t *summary(const struct trail *trail)
{
	_autofree_ char *piece = mem_new(PIECE_BYTES, 1);
	struct doings doings = { 0 };
	struct feed feed;
	json_t *line;
	ssize_t n;

	feed_init(&feed, LINE_BYTES, take_line, &doings);
	for (long long at = 0; (n = pread(trail->fd, piece, PIECE_BYTES, at)) > 0; at += n)
		feed_add(&feed, piece, (size_t)n);
	feed_release(&feed);
	line = doings_line(&doings);
	doings_release(&doings);
	return line;
}

static void begin_anew(struct trail *trail)
{
	_json_ json_t *line = summary(trail);

	json_put_number(line, "at_ms", clock_now_ms());
	if (rename(trail->path, trail->old) < 0)
		return;
	close(trail->fd);
	reopen(trail);
	put_line(trail, line);
}

struct trail *trail_open(const char *job_dir, long long attempt)
{
	struct trail *trail = mem_new(1, sizeof *trail);
	char last = '\n';

	trail->path = mem_printf("%s/events.jsonl", job_dir);
	trail->old = mem_printf("%s/events.1.jsonl", job_dir);
	trail->attempt = attempt;
	reopen(trail);
	/* Whoever was killed within a line left a part of it. */
	if (trail->size && pread(trail->fd, &last, 1, trail->size - 1) == 1 && last != '\n')
		trail->size += write(trail->fd, "\n", 1) == 1;
	return trail;
}

void trail_add(struct trail *trail, json_t *line)
{
	_json_ json_t *whole = json_object();

	json_put_number(whole, "at_ms", clock_now_ms());
	json_put_number(whole, "attempt", trail->attempt);
	json_object_update(whole, line);
	json_decref(line);
	put_line(trail, whole);
	if (trail->fd >= 0 && trail->size > MOST_BYTES)
		begin_anew(trail);
}

void trail_free(struct trail *trail)
{
	if (!trail)
		return;
	if (trail->fd >= 0)
		close(trail->fd);
	free(trail->path);
	free(trail->old);
	free(trail);
}
