/* fs_below.c - see fs_below.h. */
#include "sys/fs_below.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_below(const char *top, const char *path, int flags)
{
	struct open_how how = { .flags = (unsigned)(flags | O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY),
				.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
	_autoclose_ int folder = open(top, O_PATH | O_DIRECTORY | O_CLOEXEC);

	return folder < 0 ? -1 : (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

int fs_below_read(const char *top, const char *path, size_t limit_bytes, char **out, bool *is_cut, struct err *err)
{
	_autoclose_ int fd = open_below(top, path, 0);
	struct buf text = BUF_INIT(limit_bytes);
	char piece[16384];
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return err_set(err, ERR_MISSING, "cannot read '%s': %s", path,
			       errno == EXDEV ? "it leads out of the tree" : strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return err_set(err, ERR_MISSING, "'%s' is no regular file", path);
	while (!text.is_cut && (n = read(fd, piece, sizeof piece)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			buf_release(&text);
			return err_set(err, ERR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
		}
		buf_add(&text, piece, (size_t)n);
	}
	if (is_cut)
		*is_cut = text.is_cut;
	*out = buf_take(&text);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_folder(DIR *folder, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN && entry->d_type != DT_LNK)
		return entry->d_type == DT_DIR;
	return !fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) && S_ISDIR(st.st_mode);
}

static char *sorted(char **names, size_t count)
{
	char *list = 0;

	if (count)
		qsort(names, count, sizeof *names, by_name);
	for (size_t i = 0; i < count; i++) {
		lines_add(&list, names[i]);
		free(names[i]);
	}
	return list ? list : mem_dup("");
}

char *fs_below_list(const char *top, const char *path, size_t most)
{
	int fd = open_below(top, path, O_DIRECTORY);
	DIR *folder = fd < 0 ? 0 : fdopendir(fd);
	_autofree_ char **names = 0;
	const struct dirent *entry;
	size_t count = 0;

	if (!folder) {
		mem_closep(&fd);
		return mem_dup("");
	}
	while (count < most && (entry = readdir(folder))) {
		if (text_same(entry->d_name, ".") || text_same(entry->d_name, "..") || strchr(entry->d_name, '\n'))
			continue;
		names = mem_grow(names, count + 1, sizeof *names);
		names[count++] = mem_printf("%s%s", entry->d_name, is_folder(folder, entry) ? "/" : "");
	}
	closedir(folder);
	return sorted(names, count);
}
