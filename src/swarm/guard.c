/* guard.c - see guard.h. The table of git's verbs is in verbs.c. */
#include "swarm/guard.h"

#include "base/mem.h"
#include "base/text.h"
#include "swarm/command.h"

#include <string.h>

enum { MAX_NAME = 200 };

/* Take "." and ".." out of a relative path; false where it leads out of the top. */
static bool make_plain(char *path)
{
	char *to = path;

	for (const char *from = path; *from;) {
		size_t len = strcspn(from, "/");
		bool is_up = len == 2 && !strncmp(from, "..", 2);

		if (is_up && to == path)
			return false;
		if (is_up) {
			while (to > path && *--to != '/')
				;
		} else if (len && !(len == 1 && *from == '.')) {
			if (to > path)
				*to++ = '/';
			memmove(to, from, len);
			to += len;
		}
		from += len + (from[len] == '/');
	}
	*to = 0;
	return true;
}

char *guard_place(const struct guard *guard, const char *path)
{
	size_t len = strlen(guard->top);
	_autofree_ char *made = 0;

	if (!strncmp(path, ":/", 2))
		made = mem_dup(path + 2);
	else if (*path == ':')
		return 0;
	else if (*path != '/')
		made = mem_printf("%s/%s", guard->prefix, path);
	else if (!strncmp(path, guard->top, len) && (!path[len] || path[len] == '/'))
		made = mem_dup(path + len);
	else
		return 0;
	return make_plain(made) ? steal(&made) : 0;
}

static bool is_git(const char *place)
{
	return !strncmp(place, ".git", 4) && (!place[4] || place[4] == '/');
}

int guard_commit(const struct guard *guard, const char *paths, struct err *err)
{
	struct lines walk;
	int code = 0;

	LINES_EACH(walk, paths) {
		_autofree_ char *name = 0;
		long long holder;

		if (reserve_holds(guard->claims, guard->session, walk.line))
			continue;
		name = text_clean(walk.line, strlen(walk.line), MAX_NAME);
		holder = reserve_holder(guard->claims, walk.line);
		code = holder ? err_set(err, ERR_REFUSED, "'%s' is held by session %lld", name, holder)
			      : err_set(err, ERR_REFUSED,
					"'%s' is held by nobody; take it first: leadhand reserve '%s'", name, name);
		break;
	}
	lines_stop(&walk);
	return code;
}

/* A file that is held may have become a folder, in which others' things lie. */
static bool holds_all(const struct guard *guard, const char *place)
{
	bool is_file = !guard->is_folder || !guard->is_folder(guard, place);

	if (!*place || is_git(place))
		return false;
	return reserve_holds_below(guard->claims, guard->session, place) ||
	       (is_file && reserve_holds(guard->claims, guard->session, place));
}

/* The checkout's folder is one of several that belong to leadhand, next to one another. */
static bool is_leadhands(const struct guard *guard, const char *path)
{
	_autofree_ char *cache = mem_dup(guard->top);

	for (int i = 0; i < 2 && strrchr(cache, '/'); i++)
		*strrchr(cache, '/') = 0;
	if (!strncmp(guard->top, path, strlen(path)))
		return true;
	return *cache && text_starts(path, cache) && strchr("/", path[strlen(cache)]);
}

int guard_path(const struct guard *guard, const char *program, const char *path, struct err *err)
{
	_autofree_ char *place = guard_place(guard, path), *name = text_clean(path, strlen(path), MAX_NAME);
	long long holder = place ? reserve_holder(guard->claims, place) : 0;

	if (!place && !is_leadhands(guard, path))
		return 0;
	if (place && holds_all(guard, place))
		return 0;
	if (holder && holder != guard->session)
		return err_set(err, ERR_REFUSED, "%s: '%s' is held by session %lld", program, name, holder);
	return err_set(err, ERR_REFUSED, "%s: '%s' is not this session's alone; name your own paths", program, name);
}

bool guard_is_recursive(const char *const *argv)
{
	struct words words;
	bool is;

	words_read(&words, argv + 1, "", "");
	is = words_has_letter(&words, 'r') || words_has_letter(&words, 'R') || words_has_option(&words, "recursive");
	words_release(&words);
	return is;
}
