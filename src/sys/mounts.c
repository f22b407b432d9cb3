/* mounts.c - see mounts.h. */
#include "sys/mounts.h"

#include "base/mem.h"
#include "sys/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static int put(const char *path, const char *text, struct err *err)
{
	_autoclose_ int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
	return 0;
}

/* To themselves: git compares the owner that it sees with the one in its index. */
static int map_ids(unsigned user, unsigned group, struct err *err)
{
	_autofree_ char *users = mem_printf("%u %u 1", user, user), *groups = mem_printf("%u %u 1", group, group);

	if (put("/proc/self/setgroups", "deny", err) || put("/proc/self/uid_map", users, err) ||
	    put("/proc/self/gid_map", groups, err))
		return err->code;
	return 0;
}

int mount_private(struct err *err)
{
	unsigned user = geteuid(), group = getegid();

	if (unshare(CLONE_NEWNS | (user ? CLONE_NEWUSER : 0)))
		return err_set(err, ERR_SYSTEM, "cannot take a view of the file system of our own: %s%s",
			       strerror(errno), user ? "; are user namespaces allowed here?" : "");
	if (user && map_ids(user, group, err))
		return err_wrap(err, "cannot become master of a user namespace");
	if (mount("none", "/", 0, MS_REC | MS_PRIVATE, 0))
		return err_set(err, ERR_SYSTEM, "cannot keep mounts to ourselves: %s", strerror(errno));
	return 0;
}

static int enter(int pid, const char *kind, int type, struct err *err)
{
	_autofree_ char *path = mem_printf("/proc/%d/ns/%s", pid, kind), *own = mem_printf("/proc/self/ns/%s", kind);
	_autoclose_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat theirs, ours;

	if (fd < 0 || fstat(fd, &theirs))
		return err_set(err, ERR_MISSING, "process %d is gone", pid);
	if (!stat(own, &ours) && ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev)
		return 0;
	if (setns(fd, type))
		return err_set(err, ERR_SYSTEM, "cannot see what process %d sees: %s", pid, strerror(errno));
	return 0;
}

int mount_join(int pid, struct err *err)
{
	/* Of an ordinary user: only the master of its user namespace may enter the view. */
	return enter(pid, "user", CLONE_NEWUSER, err) || enter(pid, "mnt", CLONE_NEWNS, err) ? err->code : 0;
}

static int try_private(void *owner)
{
	struct err err = ERR_INIT;
	int code = mount_private(&err);

	(void)owner;
	err_release(&err);
	return code;
}

bool mount_can_private(void)
{
	return proc_try(try_private, 0);
}
