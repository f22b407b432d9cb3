/* agent_home.c - see agent_home.h. */
#include "runner/agent_home.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/inside.h"
#include "runner/nest.h"
#include "sys/fs.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { SETTINGS_BYTES = 1 << 20 };

const struct agent_home *agent_home_of(const struct job *job)
{
	const struct agent_kind *kind = job->is_turn ? agent_kind_find(job->kind) : 0;

	return kind && kind->home && job->agent_home ? kind->home(job->run) : 0;
}

static char *below(const char *top, const char *folder)
{
	return text_is_empty(folder) ? mem_dup(top) : mem_printf("%s/%s", top, folder);
}

char *agent_home_folder(const struct job *job, bool has_walls)
{
	const struct agent_home *home = agent_home_of(job);
	_autofree_ char *box = 0;

	if (!home || (!home->variable && !has_walls))
		return 0;
	if (home->variable)
		return mem_dup(job->agent_home);
	box = mem_printf("%s/box-agent/home", job->room);
	return below(box, home->folder);
}

char *agent_home_seen(const struct job *job, bool has_walls)
{
	const struct agent_home *home = agent_home_of(job);

	if (!home)
		return 0;
	return has_walls ? below(CELL_HOME, home->folder) : agent_home_folder(job, false);
}

char *agent_home_of_lead(const struct agent_home *home, const char *name)
{
	const char *top = getenv("HOME"), *own = home->variable ? getenv(home->variable) : 0;
	_autofree_ char *folder = 0, *path = 0;

	if (!text_is_empty(own))
		folder = mem_dup(own);
	else if (!text_is_empty(top))
		folder = below(top, home->folder);
	path = folder ? mem_printf("%s/%s", folder, name) : 0;
	return path && fs_exists(path) ? steal(&path) : 0;
}

/* Of a floor that was started inside a session the home may be the lead's: what is there stays as it is. */
static bool is_same(const char *a, const char *b)
{
	_autofree_ char *real_a = realpath(a, 0), *real_b = realpath(b, 0);

	return real_a && text_same(real_a, real_b);
}

static int place_login(const struct agent_home *home, const char *name, const char *folder, bool has_walls,
		       struct err *err)
{
	_autofree_ char *source = agent_home_of_lead(home, name), *link = mem_printf("%s/%s", folder, name);

	if (source && is_same(source, link) && !has_walls)
		return 0;
	/* An agent may have left a link or a folder in the place where its walls will show the login. */
	if (nest_clear(folder, name, err))
		return err->code;
	if (has_walls || !source)
		return 0;
	if (symlink(source, link) < 0 && errno != EEXIST)
		return err_set(err, ERR_SYSTEM, "cannot link '%s': %s", link, strerror(errno));
	return 0;
}

static char *stamp_path(const struct job *job, const char *name)
{
	_autofree_ char *flat = mem_dup(name);

	for (char *at = flat; (at = strchr(at, '/')); *at = '-')
		;
	return mem_printf("%s.%s.stamp", job->agent_home, flat);
}

/* The program changes its copy, so what was copied is remembered by the stamp of the original. */
static int copy_setting(const struct job *job, const char *name, const char *folder, struct err *err)
{
	_autofree_ char *source = agent_home_of_lead(agent_home_of(job), name), *copy = mem_printf("%s/%s", folder, name);
	_autofree_ char *stamp = stamp_path(job, name), *now = 0, *then = 0, *text = 0;
	_cleanup_(err_release) struct err missing = ERR_INIT;
	long long size, changed_ns;
	size_t len;

	if (!source || is_same(source, copy))
		return 0;
	fs_stamp(source, &size, &changed_ns);
	now = mem_printf("%s %lld %lld", source, size, changed_ns);
	if (fs_exists(copy) && !fs_read(stamp, SETTINGS_BYTES, &then, 0, &missing) && text_same(now, then))
		return 0;
	if (fs_read(source, SETTINGS_BYTES, &text, &len, err) || nest_put(folder, name, text, len, err))
		return err->code;
	return fs_write(stamp, now, strlen(now), err);
}

/* What the program has noted since stays. Where no walls hold it the lead is asked what to trust. */
static int put_notes(const struct job *job, const char *folder, bool has_walls, struct err *err)
{
	const struct agent_home *home = agent_home_of(job);
	_autofree_ char *path = home->notes ? mem_printf("%s/%s", folder, home->notes) : 0, *text = 0;

	if (!path || !has_walls || text_is_empty(job->walls.inside) || fs_exists(path))
		return 0;
	text = home->first_notes(job->walls.inside);
	return nest_put(folder, home->notes, text, strlen(text), err);
}

static int fill(const struct job *job, const char *folder, bool has_walls, struct err *err)
{
	const struct agent_home *home = agent_home_of(job);

	for (const char *const *name = home->logins; name && *name; name++)
		if (place_login(home, *name, folder, has_walls, err))
			return err->code;
	for (const char *const *name = home->settings; name && *name; name++)
		if (copy_setting(job, *name, folder, err))
			return err->code;
	return put_notes(job, folder, has_walls, err);
}

int agent_home_make(const struct job *job, bool has_walls, struct err *err)
{
	_autofree_ char *folder = agent_home_folder(job, has_walls), *lock = 0;
	_autoclose_ int fd = -1;

	if (!folder)
		return 0;
	lock = mem_printf("%s.lock", job->agent_home);
	if (fs_make_dirs(job->room, err) || fs_lock(lock, true, &fd, err))
		return err_wrap(err, "cannot make agent '%s' a home", job->agent);
	if (!agent_home_of(job)->variable) {
		_autofree_ char *box = below("box-agent/home", agent_home_of(job)->folder);

		if (nest_folder(job->room, box, err))
			return err->code;
	}
	if (fs_make_dirs(folder, err) || fill(job, folder, has_walls, err))
		return err_wrap(err, "cannot make agent '%s' a home", job->agent);
	return 0;
}
