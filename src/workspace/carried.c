/* carried.c - see carried.h. */
#include "workspace/carried.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "workspace/base.h"
#include "workspace/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_BYTES = 16 << 20, MAX_MARK = 1 << 20 };

static bool is_part(const char *part, size_t len)
{
	return len && !(len == 1 && *part == '.') && !(len == 2 && !memcmp(part, "..", 2)) &&
	       !(len == 4 && !strncasecmp(part, ".git", 4));
}

static int check_path(const char *path, struct err *err)
{
	for (const char *at = path;; at++) {
		size_t len = strcspn(at, "/");

		if (!is_part(at, len))
			return err_set(err, ERR_USAGE, "'carry' takes paths below the top of the work tree, not '%s'",
				       path);
		at += len;
		if (!*at)
			return 0;
	}
}

/* The folder that a path lies in, no link on the way; -1 with errno. `name` is its last part. */
static int open_folder_of(int top, const char *path, bool may_make, const char **name)
{
	int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int at = openat(top, ".", flags);

	for (const char *slash; at >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
		_autofree_ char *part = mem_dup_part(path, (size_t)(slash - path));
		int next;

		if (may_make && mkdirat(at, part, 0777) && errno != EEXIST)
			next = -1;
		else
			next = openat(at, part, flags);
		int failed = errno;

		close(at);
		errno = failed;
		at = next;
	}
	*name = path;
	return at;
}

static int take(int fd, struct carried_file *file, struct err *err)
{
	struct buf text = BUF_INIT(MAX_BYTES);
	char piece[16384];
	ssize_t n;

	while ((n = read(fd, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0 && !buf_add(&text, piece, (size_t)n))
			break;
	file->len = text.len;
	file->data = buf_take(&text);
	if (n < 0)
		return err_set(err, ERR_SYSTEM, "cannot read '%s': %s", file->path, strerror(errno));
	if (n > 0)
		return err_set(err, ERR_REFUSED, "'%s' is too large to be carried", file->path);
	return 0;
}

static int read_file(int top, struct carried_file *file, struct err *err)
{
	const char *name;
	_autoclose_ int folder = open_folder_of(top, file->path, false, &name);
	_autoclose_ int fd = folder < 0 ? -1 : openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return err_set(err, ERR_MISSING, "there is no '%s', which 'carry' names", file->path);
	if (fd < 0 && errno != ELOOP && errno != ENOTDIR)
		return err_set(err, ERR_SYSTEM, "cannot open '%s', which 'carry' names: %s", file->path,
			       strerror(errno));
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode))
		return err_set(err, ERR_REFUSED, "'%s', which 'carry' names, is no plain file or lies behind a link",
			       file->path);
	file->mode = st.st_mode & 0777;
	return take(fd, file, err);
}

int carried_read(const char *top, const char *paths, struct carried *out, struct err *err)
{
	_autoclose_ int fd = -1;
	struct lines walk;
	int code = 0;

	*out = (struct carried){ 0 };
	if (text_is_empty(paths))
		return 0;
	fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, ERR_MISSING, "cannot open folder '%s': %s", top, strerror(errno));
	out->files = mem_new(lines_count(paths), sizeof *out->files);
	LINES_EACH(walk, paths) {
		struct carried_file *file = &out->files[out->n];

		if (code)
			continue;
		*file = (struct carried_file){ .path = mem_dup(walk.line) };
		out->n++;
		code = check_path(file->path, err);
		if (!code)
			code = read_file(fd, file, err);
	}
	return code;
}

int carried_read_for(const struct workspace *ws, struct carried *out, struct err *err)
{
	return ws->base ? carried_read(ws->base->top, ws->base->carry, out, err) : 0;
}

char *carried_mark(const struct carried *carried)
{
	struct buf mark = BUF_INIT(MAX_MARK);

	for (size_t i = 0; i < carried->n; i++) {
		const struct carried_file *file = &carried->files[i];
		_autofree_ char *hash = text_hash(file->data, file->len);

		buf_printf(&mark, "%o %zu %s %s\n", file->mode, file->len, hash, file->path);
	}
	return buf_take(&mark);
}

static int refuse_tracked(const char *path, struct err *err)
{
	return err_set(err, ERR_REFUSED, "'%s' is tracked by git: take it out of 'carry', which is for what is not",
		       path);
}

static int write_file(int top, const struct carried_file *file, struct err *err)
{
	const char *name;
	_autoclose_ int folder = open_folder_of(top, file->path, true, &name);
	_autoclose_ int fd = folder < 0 ? -1
					: openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
						 file->mode);
	size_t done = 0;

	if (fd < 0 && (errno == EEXIST || errno == ENOTDIR || errno == ELOOP))
		return refuse_tracked(file->path, err);
	while (fd >= 0 && done < file->len) {
		ssize_t n = write(fd, file->data + done, file->len - done);

		if (n < 0 && errno != EINTR)
			break;
		done += n > 0 ? (size_t)n : 0;
	}
	if (fd < 0 || done < file->len || fchmod(fd, file->mode))
		return err_set(err, ERR_SYSTEM, "cannot carry '%s' over: %s", file->path, strerror(errno));
	return 0;
}

int carried_write(const struct carried *carried, const char *tree, struct err *err)
{
	_autoclose_ int top = open(tree, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (top < 0)
		return err_set(err, ERR_SYSTEM, "cannot open folder '%s': %s", tree, strerror(errno));
	for (size_t i = 0; i < carried->n; i++)
		if (write_file(top, &carried->files[i], err))
			return err->code;
	return 0;
}

int carried_check(const struct carried *carried, const char *tracked, struct err *err)
{
	for (size_t i = 0; i < carried->n; i++)
		if (lines_has(tracked, carried->files[i].path))
			return refuse_tracked(carried->files[i].path, err);
	return 0;
}

char *carried_pattern(const char *path)
{
	struct buf text = BUF_INIT(MAX_MARK);

	buf_add_text(&text, "/");
	for (const char *c = path; *c; c++) {
		if (strchr("\\*?[ ", *c))
			buf_add_text(&text, "\\");
		buf_add(&text, c, 1);
	}
	buf_add_text(&text, "\n");
	return buf_take(&text);
}

char *carried_exclude(const struct carried *carried)
{
	struct buf text = BUF_INIT(MAX_MARK);

	for (size_t i = 0; i < carried->n; i++) {
		_autofree_ char *line = carried_pattern(carried->files[i].path);

		buf_add_text(&text, line);
	}
	return buf_take(&text);
}

void carried_release(struct carried *carried)
{
	for (size_t i = 0; i < carried->n; i++) {
		free(carried->files[i].path);
		free(carried->files[i].data);
	}
	free(carried->files);
	*carried = (struct carried){ 0 };
}
