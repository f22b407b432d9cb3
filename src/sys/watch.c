/* watch.c - see watch.h. */
#include "sys/watch.h"

#include "base/mem.h"
#include "sys/fs.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

enum {
	FILE_BELLS = IN_MODIFY | IN_CLOSE_WRITE,
	FOLDER_BELLS = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CLOSE_WRITE | IN_MODIFY,
};

struct bell {
	int wd;
	long long number;
	bool has_rung;
};

struct watch {
	int fd;		    /* of a deaf one, an eventfd at which nothing ever happens */
	bool is_deaf;	    /* the kernel gave no instance: there are 128 to a user, for all programs */
	struct bell *bells; /* owned */
	size_t n, room;
};

int watch_new(struct watch **out, struct err *err)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	bool is_deaf = fd < 0 && errno == EMFILE;
	struct watch *watch;

	if (is_deaf)
		fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot watch files: %s", strerror(errno));
	watch = mem_new(1, sizeof *watch);
	watch->fd = fd;
	watch->is_deaf = is_deaf;
	*out = watch;
	return 0;
}

int watch_fd(const struct watch *watch)
{
	return watch->fd;
}

static struct bell *bell_of(struct watch *watch, int wd)
{
	for (size_t i = 0; i < watch->n; i++)
		if (watch->bells[i].wd == wd)
			return &watch->bells[i];
	return 0;
}

int watch_add(struct watch *watch, const char *path, long long number, struct err *err)
{
	uint32_t what = fs_is_dir(path) ? FOLDER_BELLS : FILE_BELLS;
	int wd = watch->is_deaf ? -1 : inotify_add_watch(watch->fd, path, what);
	struct bell *bell;

	/* ENOSPC: so many watches are not granted to a user. */
	if (watch->is_deaf || (wd < 0 && errno == ENOSPC))
		return 0;
	if (wd < 0)
		return err_set(err, errno == ENOENT ? ERR_MISSING : ERR_SYSTEM, "cannot watch '%s': %s", path,
			       strerror(errno));
	bell = bell_of(watch, wd);
	if (!bell) {
		if (watch->n == watch->room) {
			watch->room = watch->room ? watch->room * 2 : 16;
			watch->bells = mem_grow(watch->bells, watch->room, sizeof *watch->bells);
		}
		bell = &watch->bells[watch->n++];
		*bell = (struct bell){ .wd = wd };
	}
	bell->number = number;
	return 0;
}

static void drop_bell(struct watch *watch, struct bell *bell)
{
	*bell = watch->bells[--watch->n];
}

void watch_remove(struct watch *watch, long long number)
{
	for (size_t i = watch->n; i > 0; i--) {
		if (watch->bells[i - 1].number != number)
			continue;
		inotify_rm_watch(watch->fd, watch->bells[i - 1].wd);
		drop_bell(watch, &watch->bells[i - 1]);
	}
}

/* Note what rang; true when the queue ran over. */
static bool read_events(struct watch *watch)
{
	_Alignas(struct inotify_event) char events[16384];
	const struct inotify_event *event;
	bool ran_over = false;
	struct bell *bell;
	ssize_t n;

	while (!watch->is_deaf && (n = read(watch->fd, events, sizeof events)) > 0) {
		for (ssize_t at = 0; at < n; at += (ssize_t)(sizeof *event + event->len)) {
			event = (const struct inotify_event *)(const void *)(events + at);
			bell = bell_of(watch, event->wd);
			ran_over |= event->mask & IN_Q_OVERFLOW;
			if (!bell)
				continue;
			bell->has_rung = true;
			if (event->mask & IN_IGNORED)
				bell->wd = -1;
		}
	}
	return ran_over;
}

void watch_take(struct watch *watch, void (*rang)(void *owner, long long number), void *owner)
{
	_autofree_ long long *numbers = 0;
	bool ran_over = read_events(watch);
	size_t n = 0;

	/* Gathered first: who hears a bell may add and remove some. */
	numbers = mem_new(watch->n + 1, sizeof *numbers);
	for (size_t i = watch->n; i > 0; i--) {
		struct bell *bell = &watch->bells[i - 1];

		if (bell->has_rung)
			numbers[n++] = bell->number;
		bell->has_rung = false;
		/* The file is gone, and with it the kernel's watch. */
		if (bell->wd < 0)
			drop_bell(watch, bell);
	}
	if (ran_over)
		rang(owner, -1);
	for (size_t i = 0; i < n; i++)
		rang(owner, numbers[i]);
}

void watch_free(struct watch *watch)
{
	if (!watch)
		return;
	close(watch->fd);
	free(watch->bells);
	free(watch);
}
