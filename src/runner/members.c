/* members.c - see members.h. */
#include "runner/members.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/mounts.h"

#include <unistd.h>

static char *book(const char *room)
{
	return mem_printf("%s/present", room);
}

/* A page is locked by whoever it names, as long as they live: a number alone may be somebody else's by now. */
static int first_alive(const char *room)
{
	_autofree_ char *folder = book(room), *pages = fs_list(folder);
	struct lines walk;

	LINES_EACH(walk, pages) {
		_autofree_ char *page = mem_printf("%s/%s", folder, walk.line);
		long long pid = 0;

		if (text_to_number(walk.line, &pid) && fs_is_locked(page)) {
			lines_stop(&walk);
			return (int)pid;
		}
		unlink(page);
	}
	return 0;
}

static int sign(const char *room, struct membership *membership, struct err *err)
{
	_autofree_ char *page = mem_printf("%s/present/%d", room, (int)getpid());

	return fs_lock(page, true, &membership->page, err);
}

int members_enter(const char *room, struct membership *membership, struct err *err)
{
	_autofree_ char *folder = book(room), *guard = mem_printf("%s/enter.lock", room);
	_cleanup_(err_release) struct err gone = ERR_INIT;
	int there;

	if (fs_make_dirs(folder, err) || fs_lock(guard, true, &membership->guard, err))
		return err->code;
	there = first_alive(room);
	/* Whoever was there may leave just now; then there is nothing left to join. */
	if ((!there || mount_join(there, &gone)) && mount_private(err))
		return err->code;
	return sign(room, membership, err);
}

void members_settle(struct membership *membership)
{
	mem_closep(&membership->guard);
	membership->guard = -1;
}

void members_leave(struct membership *membership)
{
	mem_closep(&membership->guard);
	mem_closep(&membership->page);
	*membership = (struct membership)MEMBERSHIP_INIT;
}
