/* fs_below.c - see fs_below.h. */
#include "sys/fs_below.h"

#include "base/buf.h"
#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
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

int fs_below_take(const char *top, const char *path, struct buf *out, struct err *err)
{
	_autoclose_ int fd = open_below(top, path, 0);
	char piece[16384];
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return err_set(err, ERR_MISSING, "cannot read '%s': %s", path,
			       errno == EXDEV ? "it leads out of the tree" : strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return err_set(err, ERR_MISSING, "'%s' is no regular file", path);
	while (!out->is_cut && (n = read(fd, piece, sizeof piece)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
		buf_add(out, piece, (size_t)n);
	}
	return 0;
}

int fs_below_read(const char *top, const char *path, size_t limit_bytes, char **out, bool *is_cut, struct err *err)
{
	struct buf text = BUF_INIT(limit_bytes);
	int code = fs_below_take(top, path, &text, err);

	if (!code && is_cut)
		*is_cut = text.is_cut;
	if (!code)
		*out = buf_take(&text);
	buf_release(&text);
	return code;
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

struct search {
	const char *top, *pattern;
	struct buf found;
	char **folders; /* owned: those that are still to be looked at, with a '/' behind; "" is the top */
	size_t folder_count, file_count, looks;
	size_t depth; /* of the deepest folder in which something can match */
	struct below_bounds most;
	enum below_cut cut;
};

/* Whether a line that was found begins with this stamp: the same file by another name. */
static bool is_found(const struct search *search, const char *stamp)
{
	size_t len = strlen(stamp);

	for (const char *at = buf_text(&search->found), *end = at + search->found.len; at && at < end;) {
		if ((size_t)(end - at) > len && !memcmp(at, stamp, len))
			return true;
		at = memchr(at, '\n', (size_t)(end - at));
		at = at ? at + 1 : 0;
	}
	return false;
}

/* One file counts once, however many links lead to it. */
static void search_file(struct search *search, const char *path, int flags)
{
	_autoclose_ int fd = glob_match(search->pattern, path) ? open_below(search->top, path, flags) : -1;
	_autofree_ char *stamp = 0;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode))
		return;
	stamp = mem_printf("%llu:%lld.%09ld:%lld ", (unsigned long long)st.st_ino, (long long)st.st_ctim.tv_sec,
			   st.st_ctim.tv_nsec, (long long)st.st_size);
	if (is_found(search, stamp))
		return;
	if (search->file_count++ >= search->most.files) {
		search->cut = BELOW_files;
		return;
	}
	buf_printf(&search->found, "%s%s%s", search->found.len ? "\n" : "", stamp, path);
}

static size_t depth_of(const char *path)
{
	size_t depth = 0;

	for (; *path; path++)
		depth += *path == '/';
	return depth;
}

static void search_folder(struct search *search, const char *folder)
{
	_autofree_ char *names = fs_below_list(search->top, *folder ? folder : ".", search->most.looks + 1);
	struct lines walk;

	LINES_EACH(walk, names) {
		_autofree_ char *path = mem_printf("%s%s", folder, walk.line);

		if (search->looks++ >= search->most.looks)
			search->cut = BELOW_looks;
		else if (!text_ends(path, "/"))
			search_file(search, path, O_NOFOLLOW);
		else if (!text_same(walk.line, ".git/") && depth_of(path) <= search->depth) {
			search->folders = mem_grow(search->folders, search->folder_count + 1, sizeof *search->folders);
			search->folders[search->folder_count++] = steal(&path);
		}
	}
}

/* The folder in which all that the pattern can mean lies. */
static char *fixed_part(const char *pattern)
{
	size_t len = strcspn(pattern, "*?");

	while (len && pattern[len - 1] != '/')
		len--;
	return mem_dup_part(pattern, len);
}

char *fs_below_stamps(const char *top, const char *pattern, const struct below_bounds *most, enum below_cut *cut)
{
	struct search search = { .top = top, .pattern = pattern, .most = *most, .found = BUF_INIT(SIZE_MAX) };

	search.depth = strstr(pattern, "**") || text_ends(pattern, "/") ? SIZE_MAX : depth_of(pattern);

	if (!pattern[strcspn(pattern, "*?")] && !text_ends(pattern, "/")) {
		search_file(&search, pattern, 0);
	} else {
		search.folders = mem_new(1, sizeof *search.folders);
		search.folders[search.folder_count++] = fixed_part(pattern);
	}
	while (search.folder_count) {
		_autofree_ char *folder = search.folders[--search.folder_count];

		search_folder(&search, folder);
	}
	free(search.folders);
	*cut = search.cut;
	return buf_take(&search.found);
}
