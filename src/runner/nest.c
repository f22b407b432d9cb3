/* nest.c - see nest.h. */
#include "runner/nest.h"

#include "base/mem.h"
#include "sys/fs.h"
#include "sys/fs_below.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static int make_one(const char *path, struct err *err)
{
	struct stat st;

	if (!lstat(path, &st)) {
		if (S_ISDIR(st.st_mode))
			return 0;
		if (fs_remove_tree(path, err))
			return err->code;
	}
	if (mkdir(path, 0700) && errno != EEXIST)
		return err_set(err, ERR_SYSTEM, "cannot make '%s': %s", path, strerror(errno));
	return 0;
}

int nest_folder(const char *root, const char *name, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/%s", root, name);
	char *at = path + strlen(root) + 1;

	if (fs_make_dirs(root, err))
		return err->code;
	while ((at = strchr(at, '/'))) {
		*at = 0;
		if (make_one(path, err))
			return err->code;
		*at++ = '/';
	}
	return make_one(path, err);
}

static int make_above(const char *root, const char *name, struct err *err)
{
	const char *slash = strrchr(name, '/');
	_autofree_ char *above = slash ? mem_dup_part(name, (size_t)(slash - name)) : 0;

	return above ? nest_folder(root, above, err) : fs_make_dirs(root, err);
}

int nest_clear(const char *root, const char *name, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/%s", root, name);

	return make_above(root, name, err) ? err->code : fs_remove_tree(path, err);
}

int nest_put(const char *root, const char *name, const char *text, size_t len, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/%s", root, name);

	return nest_clear(root, name, err) ? err->code : fs_put(path, text, len, err);
}

char *nest_read(const char *root, const char *name, size_t limit_bytes)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0;
	bool is_cut = false;

	return !fs_below_read(root, name, limit_bytes, &text, &is_cut, &err) && !is_cut ? steal(&text) : 0;
}
