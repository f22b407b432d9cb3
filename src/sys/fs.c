/* fs.c - see fs.h; folders are in fs_tree.c. */
#include "sys/fs.h"

#include "base/buf.h"
#include "base/mem.h"
#include "sys/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int fs_fail(struct err *err, const char *doing, const char *path)
{
	int code = errno == ENOENT || errno == ENOTDIR ? ERR_MISSING : ERR_SYSTEM;

	return err_set(err, code, "cannot %s '%s': %s", doing, path, strerror(errno));
}

/* Without O_NONBLOCK, opening a named pipe that nobody writes to waits for ever. */
static int open_regular(const char *path, struct stat *st)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (!fstat(fd, st) && S_ISREG(st->st_mode))
		return fd;
	close(fd);
	errno = EINVAL;
	return -1;
}

/* To the end, or until the buffer is full; the size is not asked for, as /proc has none. */
static bool read_all(int fd, struct buf *to)
{
	char piece[16384];
	ssize_t n;

	while (!to->is_cut) {
		n = read(fd, piece, sizeof piece);
		if (!n)
			break;
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			buf_add(to, piece, (size_t)n);
	}
	return true;
}

int fs_read(const char *path, size_t limit_bytes, char **out, size_t *len, struct err *err)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(limit_bytes);
	struct stat st;
	_autoclose_ int fd = open_regular(path, &st);

	if (fd < 0 && errno == EINVAL)
		return err_set(err, ERR_USAGE, "'%s' is not a regular file", path);
	if (fd < 0)
		return fs_fail(err, "open", path);
	if (!read_all(fd, &text))
		return fs_fail(err, "read", path);
	if (text.is_cut)
		return err_set(err, ERR_USAGE, "'%s' is larger than %zu bytes", path, limit_bytes);
	if (len)
		*len = text.len;
	*out = buf_take(&text);
	return 0;
}

char *fs_read_tail(const char *path, size_t limit_bytes, size_t *len)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(limit_bytes);
	struct stat st;
	_autoclose_ int fd = open_regular(path, &st);

	if (fd >= 0) {
		if (st.st_size > (off_t)limit_bytes)
			lseek(fd, st.st_size - (off_t)limit_bytes, SEEK_SET);
		if (!read_all(fd, &text))
			buf_clear(&text);
	}
	if (len)
		*len = text.len;
	return buf_take(&text);
}

static bool write_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* A rename is only on the disk when its folder is. */
static void sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	_autofree_ char *folder = slash ? mem_dup_part(path, (size_t)(slash - path) + 1) : mem_dup(".");
	_autoclose_ int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		fsync(fd);
}

/* Write a file beside `path`, synced; its name is the caller's. */
static int write_beside(const char *path, const char *data, size_t len, char **beside, struct err *err)
{
	_autofree_ char *name = 0;
	_autoclose_ int fd = -1;
	struct stat st;

	for (int try = 0; fd < 0 && try < 100; try++) {
		mem_replace(&name, mem_printf("%s.%d-%d.new", path, (int)getpid(), try));
		fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0)
		return fs_fail(err, "write", path);
	if (!stat(path, &st) && S_ISREG(st.st_mode))
		(void)!fchmod(fd, st.st_mode & 07777);
	if (!write_all(fd, data, len) || fsync(fd)) {
		fs_fail(err, "write", path);
		unlink(name);
		return err->code;
	}
	*beside = steal(&name);
	return 0;
}

int fs_write(const char *path, const char *data, size_t len, struct err *err)
{
	_autofree_ char *beside = 0;

	if (write_beside(path, data, len, &beside, err))
		return err->code;
	if (rename(beside, path)) {
		fs_fail(err, "write", path);
		unlink(beside);
		return err->code;
	}
	sync_folder_of(path);
	return 0;
}

int fs_put(const char *path, const char *data, size_t len, struct err *err)
{
	_autoclose_ int fd = -1;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	return fd < 0 || !write_all(fd, data, len) ? fs_fail(err, "write", path) : 0;
}

int fs_sync(const char *folder, struct err *err)
{
	_autoclose_ int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || syncfs(fd) ? fs_fail(err, "write", folder) : 0;
}

int fs_check_write(const char *path, struct err *err)
{
	_autofree_ char *beside = 0;

	if (write_beside(path, "", 0, &beside, err))
		return err->code;
	unlink(beside);
	return 0;
}

int fs_write_new(const char *path, const char *data, size_t len, struct err *err)
{
	_autofree_ char *beside = 0;
	int failed;

	if (fs_exists(path))
		return err_set(err, ERR_CONFLICT, "'%s' already exists", path);
	if (write_beside(path, data, len, &beside, err))
		return err->code;
	failed = link(beside, path) ? errno : 0;
	unlink(beside);
	if (failed == EEXIST)
		return err_set(err, ERR_CONFLICT, "'%s' already exists", path);
	errno = failed;
	if (failed)
		return fs_fail(err, "make", path);
	sync_folder_of(path);
	return 0;
}

bool fs_exists(const char *path)
{
	struct stat st;

	return !lstat(path, &st);
}

bool fs_is_dir(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

void fs_stamp(const char *path, long long *size, long long *changed_ns)
{
	struct stat st;

	*size = *changed_ns = 0;
	if (stat(path, &st))
		return;
	*size = st.st_size;
	*changed_ns = st.st_mtim.tv_sec * 1000000000LL + st.st_mtim.tv_nsec;
}

/* Locks of the open file, not of the process: closing another descriptor of it drops nothing, and a look
 * at who holds one (F_OFD_GETLK) takes nothing away from whoever wants it at that moment. */
static struct flock whole_file(void)
{
	return (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET };
}

int fs_lock(const char *path, bool wait, int *fd, struct err *err)
{
	_autoclose_ int made = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW, 0600);
	struct flock lock = whole_file();
	int status;

	if (made < 0)
		return fs_fail(err, "open", path);
	do
		status = fcntl(made, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
	while (status < 0 && errno == EINTR);
	if (status < 0 && (errno == EAGAIN || errno == EACCES))
		return err_set(err, ERR_CONFLICT, "'%s' is locked by another process", path);
	if (status < 0)
		return fs_fail(err, "lock", path);
	*fd = made;
	made = -1;
	return 0;
}

int fs_lock_within(const char *path, long long wait_ms, int *fd, struct err *err)
{
	static const struct timespec moment = { 0, 2000000 };
	long long until_ms = clock_steady_ms() + wait_ms;
	int code = fs_lock(path, false, fd, err);

	while (code == ERR_CONFLICT && clock_steady_ms() < until_ms) {
		err_release(err);
		nanosleep(&moment, 0);
		code = fs_lock(path, false, fd, err);
	}
	if (code != ERR_CONFLICT)
		return code;
	err_release(err);
	return err_set(err, ERR_TIMEOUT, "'%s' is locked by another process since %lld s", path, wait_ms / 1000);
}

bool fs_is_locked(const char *path)
{
	struct stat st;
	_autoclose_ int fd = open_regular(path, &st);
	struct flock lock = whole_file();

	return fd >= 0 && !fcntl(fd, F_OFD_GETLK, &lock) && lock.l_type != F_UNLCK;
}
