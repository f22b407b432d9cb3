/* codex_home.c - see codex_home.h. */
#include "runner/codex_home.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { CONFIG_BYTES = 1 << 20 };

/* The lead's own home of codex; NULL where none can be told, or where it is `path` itself. */
static char *lead_home(const char *path)
{
	const char *home = getenv("HOME"), *codex = getenv("CODEX_HOME");
	_autofree_ char *found = 0;

	if (!text_is_empty(codex))
		found = mem_dup(codex);
	else if (!text_is_empty(home))
		found = mem_printf("%s/.codex", home);
	return text_same(found, path) ? 0 : steal(&found);
}

static int link_login(const char *from, const char *to, struct err *err)
{
	_autofree_ char *source = mem_printf("%s/auth.json", from);
	_autofree_ char *link = mem_printf("%s/auth.json", to);

	if (!fs_exists(source) || fs_exists(link))
		return 0;
	if (symlink(source, link) < 0 && errno != EEXIST)
		return err_set(err, ERR_SYSTEM, "cannot link '%s': %s", link, strerror(errno));
	return 0;
}

/* The program changes its copy, so what was copied is remembered by the stamp of the original.
 */
static int copy_config(const char *from, const char *to, struct err *err)
{
	_autofree_ char *source = mem_printf("%s/config.toml", from);
	_autofree_ char *copy = mem_printf("%s/config.toml", to);
	_autofree_ char *stamp = mem_printf("%s.stamp", to);
	_autofree_ char *now = 0, *then = 0, *text = 0;
	_cleanup_(err_release) struct err missing = ERR_INIT;
	long long size, changed_ns;
	size_t len;
	int failed;

	if (!fs_exists(source))
		return 0;
	fs_stamp(source, &size, &changed_ns);
	now = mem_printf("%s %lld %lld", source, size, changed_ns);
	if (fs_exists(copy) && !fs_read(stamp, CONFIG_BYTES, &then, 0, &missing) &&
	    text_same(now, then))
		return 0;
	failed = fs_read(source, CONFIG_BYTES, &text, &len, err);
	if (!failed)
		failed = fs_write(copy, text, len, err);
	if (!failed)
		failed = fs_write(stamp, now, strlen(now), err);
	return failed;
}

char *codex_home_login(const char *path)
{
	_autofree_ char *from = lead_home(path), *login = from ? mem_printf("%s/auth.json", from) : 0;

	return login && fs_exists(login) ? steal(&login) : 0;
}

int codex_home_make(const char *path, bool has_walls, struct err *err)
{
	_autofree_ char *from = lead_home(path), *lock = mem_printf("%s.lock", path);
	_autofree_ char *login = mem_printf("%s/auth.json", path);
	_autoclose_ int fd = -1;
	int failed = fs_make_dirs(path, err);

	if (!failed)
		failed = fs_lock(lock, true, &fd, err);
	/* An agent may have left a link or a folder in the place where its walls will show the login. */
	if (!failed && has_walls)
		failed = fs_remove_tree(login, err);
	if (!failed && from && !has_walls)
		failed = link_login(from, path, err);
	if (!failed && from)
		failed = copy_config(from, path, err);
	return failed ? err_wrap(err, "cannot make codex a home") : 0;
}
