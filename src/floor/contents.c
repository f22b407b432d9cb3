/* contents.c - see contents.h. */
#include "floor/contents.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_MOST = 2000, FILE_BYTES = 64 << 20, LIST_BYTES = 64 << 20, DEPTH_MOST = 60 };

struct look {
	struct buf out;
	long long files;
	bool wants_content;
};

static char *link_text(const char *path)
{
	char text[PATH_MAX];
	ssize_t len = readlink(path, text, sizeof text);

	return mem_dup_part(text, len > 0 ? (size_t)len : 0);
}

/* What stands in it; NULL where that is too much to read. */
static char *content(const struct look *look, const char *path, const struct stat *st)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0;
	size_t len;

	if (S_ISLNK(st->st_mode))
		return link_text(path);
	if (!look->wants_content || look->files > READ_MOST || !S_ISREG(st->st_mode) ||
	    fs_read(path, FILE_BYTES, &text, &len, &err))
		return 0;
	return text_hash(text, len);
}

static void add(struct look *look, const char *path, int depth);

static void add_below(struct look *look, const char *path, int depth)
{
	_autofree_ char *names = fs_list(path);
	struct lines walk;

	LINES_EACH(walk, names) {
		_autofree_ char *below = mem_printf("%s/%s", path, walk.line);

		if (look->wants_content || look->files < READ_MOST)
			add(look, below, depth + 1);
	}
}

static void add(struct look *look, const char *path, int depth)
{
	_autofree_ char *text = 0;
	struct stat st;

	if (lstat(path, &st)) {
		buf_printf(&look->out, "%s -\n", path);
		return;
	}
	buf_printf(&look->out, "%zu:%s %o ", strlen(path), path, (unsigned)st.st_mode);
	if (S_ISDIR(st.st_mode)) {
		buf_add_text(&look->out, "\n");
		if (depth < DEPTH_MOST)
			add_below(look, path, depth);
		return;
	}
	look->files++;
	text = content(look, path, &st);
	if (text)
		buf_printf(&look->out, "%s\n", text);
	else
		buf_printf(&look->out, "%lld %lld.%09ld\n", (long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

static char *hash(const char *path, bool wants_content)
{
	struct look look = { .out = BUF_INIT(LIST_BYTES), .wants_content = wants_content };
	char *made;

	add(&look, path, 0);
	made = text_hash(buf_text(&look.out), look.out.len);
	buf_release(&look.out);
	return made;
}

char *contents_hash(const char *path)
{
	return hash(path, true);
}

char *contents_stamp(const char *path)
{
	return hash(path, false);
}
