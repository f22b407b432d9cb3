/* mounts_overlay.c - see mounts_overlay.h. */
#include "sys/mounts_overlay.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { MAX_OPTIONS = 4095 }; /* mount(2) takes one page */

/* Folders are given by descriptor: their names are short then, whatever characters their paths have. */
struct folders {
	int fds[MOUNT_MAX_LOWERS + 2];
	int n;
};

static void folders_release(struct folders *folders)
{
	while (folders->n)
		close(folders->fds[--folders->n]);
}

static int add_folder(struct folders *folders, const char *path, const char *before, struct buf *options,
		      struct err *err)
{
	int fd = -1;

	if (folders->n == MOUNT_MAX_LOWERS + 2)
		return err_set(err, ERR_USAGE, "there are too many layers");
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno == ENOENT ? ERR_MISSING : ERR_SYSTEM, "cannot open folder '%s': %s", path,
			       strerror(errno));
	folders->fds[folders->n++] = fd;
	buf_printf(options, "%s/proc/self/fd/%d", before, fd);
	return 0;
}

/* The kernel's own marks are root's: who is not root of the whole machine has them as a user's. Only by trying
 * can a container's root be told from the machine's. */
static bool may_use_root_marks(const char *folder)
{
	static const char name[] = "trusted.overlay.leadhand";

	if (setxattr(folder, name, "y", 1, 0))
		return false;
	removexattr(folder, name);
	return true;
}

static int write_options(const struct mount_overlay *overlay, struct folders *folders, struct buf *options,
			 struct err *err)
{
	const char *before = "lowerdir=";
	struct lines walk;

	LINES_EACH(walk, overlay->lowers) {
		if (add_folder(folders, walk.line, before, options, err)) {
			lines_stop(&walk);
			return err->code;
		}
		before = ":";
	}
	if (add_folder(folders, overlay->upper, ",upperdir=", options, err) ||
	    add_folder(folders, overlay->work, ",workdir=", options, err))
		return err->code;
	buf_add_text(options, ",index=off,xino=off,");
	/* Without redirect_dir a folder of the base cannot be renamed by rename(2); a user may not have it. */
	buf_add_text(options, may_use_root_marks(overlay->work) ? "redirect_dir=on,metacopy=off" : "userxattr");
	return 0;
}

int mount_overlay(const struct mount_overlay *overlay, const char *at, struct err *err)
{
	_cleanup_(folders_release) struct folders folders = { 0 };
	_cleanup_(buf_release) struct buf options = BUF_INIT(MAX_OPTIONS);

	if (write_options(overlay, &folders, &options, err))
		return err_wrap(err, "cannot mount '%s'", at);
	if (options.is_cut)
		return err_set(err, ERR_USAGE, "cannot mount '%s': there are too many layers", at);
	if (mount("overlay", at, "overlay", 0, buf_text(&options)))
		return err_set(err, ERR_SYSTEM, "cannot mount '%s': %s", at, strerror(errno));
	return 0;
}

bool mount_is_at(const char *path)
{
	struct statx st;

	return !statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_TYPE, &st) &&
	       (st.stx_attributes & STATX_ATTR_MOUNT_ROOT);
}

static int unmount(const char *path, int flags, struct err *err)
{
	if (mount_is_at(path) && umount2(path, flags | UMOUNT_NOFOLLOW))
		return err_set(err, ERR_SYSTEM, "cannot unmount '%s': %s", path, strerror(errno));
	return 0;
}

int mount_unmount(const char *path, struct err *err)
{
	return unmount(path, 0, err);
}

int mount_drop(const char *path, struct err *err)
{
	return unmount(path, MNT_DETACH, err);
}
