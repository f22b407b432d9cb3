/* loop.c - see loop.h; children are in child.c, the socket in door.c. */
#include "sys/loop.h"

#include "base/mem.h"
#include "sys/loop_uv.h"

#include <assert.h>
#include <signal.h>

struct loop {
	uv_loop_t uv;
};

/* libuv fails here for want of memory or by a mistake of ours; neither can be mended by a caller. */
static void must(int status)
{
	assert(status == 0);
	(void)status;
}

struct loop *loop_new(void)
{
	struct loop *loop = mem_new(1, sizeof *loop);

	/* A child that closes its input early, or a caller that hangs up, is not a reason to die. */
	signal(SIGPIPE, SIG_IGN);
	must(uv_loop_init(&loop->uv));
	return loop;
}

uv_loop_t *loop_uv(struct loop *loop)
{
	return &loop->uv;
}

void loop_run(struct loop *loop)
{
	uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void loop_stop(struct loop *loop)
{
	uv_stop(&loop->uv);
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	/* What was freed is closed by libuv one round later. */
	uv_run(&loop->uv, UV_RUN_NOWAIT);
	while (uv_loop_close(&loop->uv) == UV_EBUSY)
		uv_run(&loop->uv, UV_RUN_ONCE);
	free(loop);
}

static void free_closed(uv_handle_t *handle)
{
	free(handle->data);
}

struct timer {
	uv_timer_t uv;
	void (*fire)(void *owner);
	void *owner;
};

static void timer_fired(uv_timer_t *uv)
{
	struct timer *timer = uv->data;

	timer->fire(timer->owner);
}

struct timer *timer_new(struct loop *loop, void (*fire)(void *owner), void *owner)
{
	struct timer *timer = mem_new(1, sizeof *timer);

	must(uv_timer_init(&loop->uv, &timer->uv));
	timer->uv.data = timer;
	timer->fire = fire;
	timer->owner = owner;
	return timer;
}

void timer_set(struct timer *timer, long long after_ms)
{
	/* The loop's own time stands still during a callback, and a late start would be an early end. */
	uv_update_time(timer->uv.loop);
	must(uv_timer_start(&timer->uv, timer_fired, after_ms > 0 ? (uint64_t)after_ms : 0, 0));
}

void timer_clear(struct timer *timer)
{
	uv_timer_stop(&timer->uv);
}

void timer_free(struct timer *timer)
{
	if (timer)
		uv_close((uv_handle_t *)&timer->uv, free_closed);
}

struct signal_watch {
	uv_signal_t uv;
	void (*fire)(void *owner, int number);
	void *owner;
};

static void signal_fired(uv_signal_t *uv, int number)
{
	struct signal_watch *watch = uv->data;

	watch->fire(watch->owner, number);
}

struct signal_watch *signal_watch_new(struct loop *loop, int number,
				      void (*fire)(void *owner, int number), void *owner)
{
	struct signal_watch *watch = mem_new(1, sizeof *watch);

	must(uv_signal_init(&loop->uv, &watch->uv));
	watch->uv.data = watch;
	watch->fire = fire;
	watch->owner = owner;
	must(uv_signal_start(&watch->uv, signal_fired, number));
	return watch;
}

void signal_watch_free(struct signal_watch *watch)
{
	if (watch)
		uv_close((uv_handle_t *)&watch->uv, free_closed);
}

/* A regular file and /dev/null cannot be polled (EPERM): they are always readable, so the loop spins. */
struct fd_watch {
	union {
		uv_handle_t any;
		uv_poll_t poll;
		uv_idle_t idle;
	} uv;
	bool is_idle;
	void (*readable)(void *owner);
	void *owner;
};

static void poll_readable(uv_poll_t *uv, int status, int events)
{
	struct fd_watch *watch = uv->data;

	/* A failure too: the owner's read() finds out which. */
	(void)status, (void)events;
	watch->readable(watch->owner);
}

static void idle_readable(uv_idle_t *uv)
{
	struct fd_watch *watch = uv->data;

	watch->readable(watch->owner);
}

struct fd_watch *fd_watch_new(struct loop *loop, int fd, void (*readable)(void *owner), void *owner)
{
	struct fd_watch *watch = mem_new(1, sizeof *watch);
	int status = uv_poll_init(&loop->uv, &watch->uv.poll, fd);

	watch->is_idle = status == UV_EPERM;
	if (watch->is_idle)
		status = uv_idle_init(&loop->uv, &watch->uv.idle);
	must(status);
	watch->uv.any.data = watch;
	watch->readable = readable;
	watch->owner = owner;
	fd_watch_pause(watch, false);
	return watch;
}

void fd_watch_pause(struct fd_watch *watch, bool is_paused)
{
	if (watch->is_idle && is_paused)
		must(uv_idle_stop(&watch->uv.idle));
	else if (watch->is_idle)
		must(uv_idle_start(&watch->uv.idle, idle_readable));
	else if (is_paused)
		must(uv_poll_stop(&watch->uv.poll));
	else
		must(uv_poll_start(&watch->uv.poll, UV_READABLE, poll_readable));
}

void fd_watch_free(struct fd_watch *watch)
{
	if (watch)
		uv_close(&watch->uv.any, free_closed);
}
