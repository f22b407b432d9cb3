/*
 * loop.h - waiting for many things at once (libuv), and nothing else.
 *
 * One loop a process, single thread. Callbacks get the `owner` they were given.
 * Things are freed by their own *_free, at once from the owner's view; libuv's
 * late closing is hidden here.
 */
#ifndef LEADHAND_SYS_LOOP_H
#define LEADHAND_SYS_LOOP_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct loop;
struct loop *loop_new(void);
void loop_run(struct loop *loop);  /* until loop_stop(), or nothing is left to wait for */
void loop_stop(struct loop *loop);
void loop_free(struct loop *loop); /* after everything in it was freed */

/* A timer; may be set again at any time, also in its own callback. */
struct timer;
struct timer *timer_new(struct loop *loop, void (*fire)(void *owner), void *owner);
void timer_set(struct timer *timer, long long after_ms);
void timer_clear(struct timer *timer);
void timer_free(struct timer *timer);

/* A signal that comes to us (SIGTERM ...). */
struct signal_watch;
struct signal_watch *signal_watch_new(struct loop *loop, int number, void (*fire)(void *owner, int number), void *owner);
void signal_watch_free(struct signal_watch *watch);

/* A descriptor that becomes readable (level-triggered); pause it to let input gather. Does not own fd, but makes
 * it non-blocking; a regular file is always readable. */
struct fd_watch;
struct fd_watch *fd_watch_new(struct loop *loop, int fd, void (*readable)(void *owner), void *owner);
void fd_watch_pause(struct fd_watch *watch, bool is_paused);
void fd_watch_free(struct fd_watch *watch);

struct proc_extra;
/*
 * A child with three pipes (real pipes, so that /dev/stderr can be opened in it), in a process group of
 * its own, killed by the kernel when we die. Output comes in pieces as it is read.
 */
struct child_spec {
	const char *const *argv; /* borrowed, looked up on PATH */
	const char *const *env;	 /* as struct proc's env */
	const char *dir;
	void (*output)(void *owner, int fd, const char *data, size_t len); /* fd 1 or 2 */
	void (*exited)(void *owner, int status); /* exit status or 128 + signal; once, after what was readable
						    then on its pipes; a pipe held open by a grandchild is not waited for */
	void *owner;
	const struct proc_extra *extra; /* borrowed, see sys/proc.h; NULL for nothing special */
};
struct child;
int child_new(struct loop *loop, const struct child_spec *spec, struct child **out, struct err *err) MUST_USE;
/* Queue bytes for its standard input (copied); a child that does not read is no failure. */
void child_write(struct child *child, const char *data, size_t len);
void child_close_input(struct child *child);
void child_signal(struct child *child, int number); /* to its process group */
int child_pid(const struct child *child);
void child_free(struct child *child); /* SIGKILL to its group where it still runs */

/* A unix socket that takes one JSON line per connection and may answer later with one. */
struct door;
struct door_call; /* one connection; valid until answered or dropped */
int door_new(struct loop *loop, const char *path, size_t limit_bytes,
	     void (*said)(void *owner, struct door_call *call, const char *line, size_t len),
	     void *owner, struct door **out, struct err *err) MUST_USE;
void door_answer(struct door_call *call, const char *line); /* newline added; then closes; frees the call */
void door_free(struct door *door); /* unlinks the path, drops open calls */
/* The other side, blocking: say a line, wait for the answer (the caller's). ERR_MISSING: nobody is there.
 * Paths longer than a socket address holds work. timeout_ms 0 waits for ever. */
int door_say(const char *path, const char *line, long long timeout_ms, char **answer, struct err *err) MUST_USE;
/* The same in a loop: heard() gets the answer once, borrowed, or NULL where the other side hung up without one; free it
 * in or after that, or before to hang up. ERR_MISSING: nobody is there. */
struct door_talk;
int door_talk_new(struct loop *loop, const char *path, const char *line, void (*heard)(void *owner, const char *answer),
		  void *owner, struct door_talk **out, struct err *err) MUST_USE;
void door_talk_free(struct door_talk *talk);

#endif
