/* fs_clone.c - see fs_clone.h. */
#include "sys/fs_clone.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/btrfs.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SUBVOLUME_NUMBER = 256 }; /* BTRFS_FIRST_FREE_OBJECTID: of the top of every subvolume, and of no other folder */

static const char *words_of(int number)
{
	return number == ENOTTY || number == EOPNOTSUPP || number == EXDEV || number == EINVAL
		       ? "the file system there cannot do that"
		       : strerror(number);
}

/* A name too long for the kernel's form is cut, and then there is no such folder or file to speak of. */
static void put_name(char *to, size_t room, const char *name)
{
	size_t len = strnlen(name, room - 1);

	memcpy(to, name, len);
	to[len] = 0;
}

/* The folder that `path` is to lie in. */
static int open_parent(const char *path, const char **name, struct err *err)
{
	const char *slash = strrchr(path, '/');
	_autofree_ char *parent = slash ? mem_dup_part(path, (size_t)(slash - path) + (slash == path)) : mem_dup(".");
	int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	*name = slash ? slash + 1 : path;
	if (fd < 0)
		err_set(err, ERR_SYSTEM, "cannot open folder '%s': %s", parent, strerror(errno));
	return fd;
}

int fs_subvolume_make(const char *path, struct err *err)
{
	struct btrfs_ioctl_vol_args args = { 0 };
	const char *name;
	_autoclose_ int parent = open_parent(path, &name, err);

	if (parent < 0)
		return err->code;
	put_name(args.name, sizeof args.name, name);
	if (ioctl(parent, BTRFS_IOC_SUBVOL_CREATE, &args))
		return err_set(err, ERR_SYSTEM, "cannot make the subvolume '%s': %s", path, words_of(errno));
	return 0;
}

int fs_subvolume_copy(const char *from, const char *to, struct err *err)
{
	struct btrfs_ioctl_vol_args_v2 args = { 0 };
	const char *name;
	_autoclose_ int parent = open_parent(to, &name, err), source = -1;

	if (parent < 0)
		return err->code;
	source = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (source < 0)
		return err_set(err, errno == ENOENT ? ERR_MISSING : ERR_SYSTEM, "cannot open folder '%s': %s", from,
			       strerror(errno));
	args.fd = source;
	put_name(args.name, sizeof args.name, name);
	if (ioctl(parent, BTRFS_IOC_SNAP_CREATE_V2, &args))
		return err_set(err, ERR_SYSTEM, "cannot make a snapshot of '%s': %s", from, words_of(errno));
	return 0;
}

bool fs_subvolume_drop(int parent, const char *name)
{
	struct btrfs_ioctl_vol_args args = { 0 };
	struct stat st;

	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISDIR(st.st_mode) ||
	    st.st_ino != SUBVOLUME_NUMBER)
		return false;
	put_name(args.name, sizeof args.name, name);
	return !ioctl(parent, BTRFS_IOC_SNAP_DESTROY, &args);
}

bool fs_subvolume_drop_path(const char *path)
{
	_cleanup_(err_release) struct err none = ERR_INIT;
	const char *name;
	_autoclose_ int parent = open_parent(path, &name, &none);

	return parent >= 0 && fs_subvolume_drop(parent, name);
}

int fs_share_file(const char *from, const char *to, struct err *err)
{
	_autoclose_ int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;

	if (in < 0)
		return err_set(err, ERR_SYSTEM, "cannot read '%s': %s", from, strerror(errno));
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (out < 0)
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", to, strerror(errno));
	if (ioctl(out, FICLONE, in))
		return err_set(err, ERR_SYSTEM, "cannot share the blocks of '%s': %s", from, words_of(errno));
	return 0;
}
