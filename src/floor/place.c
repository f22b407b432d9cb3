/* place.c - see place.h. */
#include "floor/place.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/git.h"

#include <limits.h>
#include <string.h>

/* Most often the answer is a folder `.git` not far above, and then no program has to be asked. */
static bool find_plain(const char *dir, char **top, char **git_dir)
{
	_autofree_ char *at = realpath(dir, 0);

	while (at) {
		_autofree_ char *git = mem_printf("%s/.git", strcmp(at, "/") ? at : "");
		_autofree_ char *head = mem_printf("%s/HEAD", git);
		_autofree_ char *linked = mem_printf("%s/commondir", git);
		char *slash = strrchr(at, '/');

		if (fs_is_dir(git) && fs_exists(head) && !fs_exists(linked)) {
			*git_dir = steal(&git);
			*top = steal(&at);
			return true;
		}
		/* A .git that is a file, or a bare repository: git knows better. */
		if (fs_exists(git) || !slash || !strcmp(at, "/"))
			return false;
		slash[slash == at] = 0;
	}
	return false;
}

static int find_by_git(const char *dir, char **top, char **git_dir, struct err *err)
{
	struct git git = { .dir = dir };
	_cleanup_(err_release) struct err bare = ERR_INIT;
	int code = git_line(&git, GIT("rev-parse", "--path-format=absolute", "--git-common-dir"), git_dir, err);

	if (code)
		return err_set(err, ERR_MISSING, "'%s' is not in a git repository: run this inside one, or name it with --repo", dir);
	if (git_line(&git, GIT("rev-parse", "--path-format=absolute", "--show-toplevel"), top, &bare))
		*top = mem_dup(*git_dir);
	return 0;
}

static char *cache_folder(const char *git_dir)
{
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	_autofree_ char *hash = text_hash(git_dir, strlen(git_dir));
	_autofree_ char *parent = mem_dup(git_dir);
	_autofree_ char *name = 0;
	char *slash = strrchr(parent, '/');

	if (slash && !strcmp(slash, "/.git"))
		*slash = 0;
	slash = strrchr(parent, '/');
	name = text_slug(slash ? slash + 1 : parent);
	if (base && *base == '/')
		return mem_printf("%s/leadhand/%s-%.8s", base, name, hash);
	return mem_printf("%s/.cache/leadhand/%s-%.8s", home && *home == '/' ? home : "/tmp", name, hash);
}

int place_find(const char *dir, struct place *place, struct err *err)
{
	struct place found = { 0 };
	int code = 0;

	if (!dir)
		dir = ".";
	if (getenv("GIT_DIR") || !find_plain(dir, &found.top, &found.git_dir))
		code = find_by_git(dir, &found.top, &found.git_dir, err);
	if (code) {
		place_release(&found);
		return code;
	}
	found.state = mem_printf("%s/leadhand", found.git_dir);
	found.db = mem_printf("%s/floor.db", found.state);
	found.lock = mem_printf("%s/floor.lock", found.state);
	found.socket = mem_printf("%s/floor.sock", found.state);
	found.log = mem_printf("%s/floor.log", found.state);
	found.jobs = mem_printf("%s/jobs", found.state);
	found.cache = cache_folder(found.git_dir);
	found.store = mem_printf("%s/store", found.cache);
	found.bases = mem_printf("%s/bases", found.cache);
	found.config = mem_printf("%s/.leadhand/config.yaml", found.top);
	*place = found;
	return 0;
}

void place_release(struct place *place)
{
	char **all[] = { &place->top, &place->git_dir, &place->state, &place->db, &place->lock, &place->socket,
			 &place->log, &place->jobs, &place->cache, &place->store, &place->bases, &place->config };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		mem_replace(all[i], 0);
}

char *place_job(const struct place *place, long long job)
{
	return mem_printf("%s/%lld", place->jobs, job);
}

char *place_workspace(const struct place *place, const char *kind, long long number)
{
	return mem_printf("%s/%s/%lld/work", place->cache, kind, number);
}

char *place_attached(const struct place *place, long long session)
{
	return mem_printf("%s/sessions/%lld/attached.lock", place->cache, session);
}

char *place_rooms(const struct place *place)
{
	return mem_printf("%s/sessions\n%s/checks\n%s\n", place->cache, place->cache, place->bases);
}

char *place_lead(const struct place *place)
{
	struct git git = { .dir = place->git_dir };
	_autofree_ char *name = 0, *mail = 0;
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (git_line(&git, GIT("config", "user.name"), &name, &err) ||
	    git_line(&git, GIT("config", "user.email"), &mail, &err) || !*name || !*mail)
		return mem_dup("lead <lead@localhost>");
	return mem_printf("%s <%s>", name, mail);
}
