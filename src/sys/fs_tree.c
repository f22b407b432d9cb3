/* fs_tree.c - folders; see fs.h. */
#include "sys/fs.h"

#include "base/buf.h"
#include "base/mem.h"
#include "sys/fs_clone.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	DEEPEST = 100,		  /* folders held open at once */
	MAX_LIST = 64 << 20,	  /* bytes of names */
};

static int make_dirs(const char *path, mode_t mode, struct err *err)
{
	_autofree_ char *part = mem_dup(path);

	for (char *end = part + (*part == '/');; end++) {
		if (*end && *end != '/')
			continue;
		char kept = *end;

		*end = 0;
		if (*part && mkdir(part, mode) && errno != EEXIST)
			return err_set(err, ERR_SYSTEM, "cannot make folder '%s': %s", part, strerror(errno));
		*end = kept;
		if (!kept)
			break;
	}
	if (!fs_is_dir(path))
		return err_set(err, ERR_SYSTEM, "cannot make folder '%s': it is a file", path);
	return 0;
}

int fs_make_dirs(const char *path, struct err *err)
{
	return make_dirs(path, 0700, err);
}

int fs_make_open_dirs(const char *path, struct err *err)
{
	return make_dirs(path, 0777, err);
}

struct removal {
	int top;	/* borrowed: the folder that deep ones are moved up to */
	long long moved;
};

/* Open a folder and see to it that its entries can go, whatever its mode. */
static int open_for_removal(int parent, const char *name)
{
	int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(parent, name, flags);
	struct stat st;

	if (fd < 0 && errno == EACCES && !fchmodat(parent, name, 0700, AT_SYMLINK_NOFOLLOW))
		fd = openat(parent, name, flags);
	if (fd >= 0 && !fstat(fd, &st) && (st.st_mode & 0700) != 0700)
		(void)!fchmod(fd, 0700);
	return fd;
}

/* A tree deeper than there are descriptors is made shallow: what lies too deep moves up to the top. */
static bool move_up(struct removal *removal, int parent, const char *name)
{
	char fresh[48];

	do
		snprintf(fresh, sizeof fresh, ".deep-%lld", removal->moved++);
	while (!faccessat(removal->top, fresh, F_OK, AT_SYMLINK_NOFOLLOW));
	return !renameat(parent, name, removal->top, fresh);
}

static bool empty_folder(struct removal *removal, int fd, int depth);

static bool remove_folder(struct removal *removal, int fd, const char *name, int depth)
{
	int below;

	if (fs_subvolume_drop(fd, name))
		return true;
	if (depth >= DEEPEST)
		return move_up(removal, fd, name);
	below = open_for_removal(fd, name);
	return below >= 0 && empty_folder(removal, below, depth + 1) &&
	       (!unlinkat(fd, name, AT_REMOVEDIR) || errno == ENOENT);
}

/* Empty the folder `fd`, which is taken over; true when nothing went wrong. */
static bool empty_folder(struct removal *removal, int fd, int depth)
{
	DIR *dir = fdopendir(fd);
	bool is_fine = true;

	if (!dir) {
		close(fd);
		return false;
	}
	for (struct dirent *e; is_fine && (e = readdir(dir));) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (!unlinkat(fd, e->d_name, 0) || errno == ENOENT)
			continue;
		is_fine = (errno == EISDIR || errno == EPERM) && remove_folder(removal, fd, e->d_name, depth);
	}
	closedir(dir);
	return is_fine;
}

int fs_remove_tree(const char *path, struct err *err)
{
	struct removal removal = { 0 };
	bool is_fine = true;

	if (!unlink(path) || errno == ENOENT || errno == ENOTDIR || fs_subvolume_drop_path(path))
		return 0;
	/* Each round empties the top; what it moved up there itself is left for the next. */
	for (long long seen = -1; is_fine && seen != removal.moved;) {
		_autoclose_ int top = open_for_removal(AT_FDCWD, path);
		int fd = top < 0 ? -1 : open_for_removal(top, ".");

		seen = removal.moved;
		removal.top = top;
		is_fine = fd >= 0 && empty_folder(&removal, fd, 0);
	}
	if (!is_fine || (rmdir(path) && errno != ENOENT))
		return err_set(err, ERR_SYSTEM, "cannot remove '%s': %s", path, strerror(errno));
	return 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_listed(const struct dirent *e)
{
	return strcmp(e->d_name, ".") && strcmp(e->d_name, "..") && !strchr(e->d_name, '\n');
}

char *fs_list(const char *path)
{
	struct buf list = BUF_INIT(MAX_LIST);
	struct dirent **entries = 0;
	int n = scandir(path, &entries, is_listed, by_bytes);

	for (int i = 0; i < n; i++) {
		if (list.len)
			buf_add_text(&list, "\n");
		buf_add_text(&list, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return buf_take(&list);
}

static long long count_below(const char *path, int how, long long least_bytes, long long most_bytes)
{
	_autofree_ char *top = mem_dup(path);
	char *const tops[] = { top, 0 };
	FTS *walk = fts_open(tops, FTS_PHYSICAL | FTS_NOCHDIR | how, 0);
	long long bytes = 0, own;

	if (!walk)
		return 0;
	for (FTSENT *e; bytes <= most_bytes && (e = fts_read(walk));) {
		if (e->fts_info == FTS_DP || e->fts_info == FTS_NS || e->fts_info == FTS_ERR)
			continue;
		own = e->fts_statp->st_blocks * 512LL;
		bytes += own < least_bytes ? least_bytes : own;
	}
	fts_close(walk);
	return bytes;
}

long long fs_usage(const char *path)
{
	return count_below(path, 0, 0, LLONG_MAX - 1);
}

long long fs_usage_most(const char *path, long long least_bytes, long long most_bytes)
{
	return count_below(path, FTS_XDEV, least_bytes, most_bytes);
}
