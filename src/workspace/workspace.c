/* workspace.c - the store and the clones; see workspace.h. Saving is in save.c. */
#include "workspace/workspace.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/site.h"
#include "workspace/trap.h"

#include <string.h>
#include <unistd.h>

enum { MAX_SMALL = 1 << 20 };

static int make_folder_of(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	_autofree_ char *folder = mem_dup_part(path, slash ? (size_t)(slash - path) : 0);

	return *folder ? fs_make_dirs(folder, err) : 0;
}

/* Copy a small file where there is one. */
static int copy_file(const char *from, const char *to, struct err *err)
{
	_autofree_ char *text = 0;
	struct err missing = ERR_INIT;
	size_t len;
	int code = fs_read(from, MAX_SMALL, &text, &len, &missing);

	err_release(&missing);
	if (code)
		return 0;
	return make_folder_of(to, err) ? err->code : fs_write(to, text, len, err);
}

static int fetch(const struct workspace *ws, const struct git *to, const char *refspec, struct err *err)
{
	struct git fetcher = *to;

	/* Cut off in the middle it would leave a lock in the store that all sessions share. */
	fetcher.may_outlive_us = true;
	/* By number any commit can be asked for since protocol 2. A shallow repository has shallow copies. */
	return git_run(&fetcher, GIT("-c", "protocol.version=2", "-c", "protocol.file.allow=always",
				     "-c", "fetch.fsckObjects=false", "-c", "fetch.writeCommitGraph=false",
				     "fetch", "-q", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
				     "--no-recurse-submodules", "--update-shallow", ws->git_dir, refspec), err);
}

static bool has_commit(const struct git *git, const char *commit)
{
	_autofree_ char *name = mem_printf("%s^{commit}", commit);
	struct err none = ERR_INIT;
	int status = 1;

	if (git_ask(git, GIT("cat-file", "-e", name), 0, &status, 0, &none))
		err_release(&none);
	return !status;
}

static int fill_store(const struct workspace *ws, const char *commit, struct err *err)
{
	struct git store = { .dir = ws->store, .git_dir = ws->store };
	_autofree_ char *format = 0;
	_autofree_ char *target = mem_printf("+refs/heads/%s:refs/heads/%s", ws->target, ws->target);
	_autofree_ char *one = mem_printf("+%s:refs/keep/%s", commit, commit);
	_autofree_ char *head = mem_printf("refs/heads/%s", ws->target), *keep = mem_printf("refs/keep/%s", commit);

	if (fs_make_dirs(ws->store, err) || site_format(ws, &format, err))
		return err->code;
	git_drop_stale_lock(&store, head);
	git_drop_stale_lock(&store, keep);
	/* Fine where it stands already, and mends one that was cut off in the middle. */
	if (git_run(&store, GIT("init", "-q", "--bare", "--template=", format), err) ||
	    fetch(ws, &store, target, err))
		return err->code;
	/* A base that the target has left since. */
	if (!has_commit(&store, commit) && fetch(ws, &store, one, err))
		return err->code;
	return 0;
}

int workspace_update_store(const struct workspace *ws, const char *commit, struct err *err)
{
	_autofree_ char *lock = mem_printf("%s.lock", ws->store);
	_autoclose_ int fd = -1;

	if (make_folder_of(ws->store, err) || fs_lock(lock, true, &fd, err) || fill_store(ws, commit, err))
		return err_wrap(err, "cannot update the store '%s'", ws->store);
	return 0;
}

struct setting {
	const char *key, *value;
};

static int write_settings(const struct git *git, const struct setting *settings, struct err *err)
{
	for (; settings->key; settings++)
		if (settings->value && git_run(git, GIT("config", settings->key, settings->value), err))
			return err->code;
	return 0;
}

/* What the lead ignores without saying so in the tree, and where a shallow history ends. */
static int copy_from_lead(const struct workspace *ws, struct err *err)
{
	static const char *const names[] = { "info/exclude", "info/attributes", 0 };
	_autofree_ char *shallow = mem_printf("%s/shallow", ws->store);
	_autofree_ char *to = site_inside(ws, ".git/shallow");

	for (int i = 0; names[i]; i++) {
		_autofree_ char *from = mem_printf("%s/%s", ws->git_dir, names[i]);
		_autofree_ char *copy = mem_printf("%s/.git/%s", ws->path, names[i]);

		if (copy_file(from, copy, err))
			return err->code;
	}
	return copy_file(shallow, to, err);
}

/* An empty repository over the store, with `base` as the remote's branch. */
static int make_repository(const struct workspace *ws, const char *base, const struct workspace_identity *who,
			   struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git"), *hooks = site_inside(ws, ".git/hooks");
	_autofree_ char *alternates = site_inside(ws, ".git/objects/info/alternates");
	_autofree_ char *store = mem_printf("%s/objects\n", ws->store), *format = 0;
	_autofree_ char *origin = mem_printf("refs/remotes/origin/%s", ws->target);
	struct git git = { .dir = ws->path, .git_dir = git_dir };
	struct setting settings[] = {
		{ "user.name", who ? who->name : 0 },
		{ "user.email", who ? who->mail : 0 },
		{ "commit.gpgsign", "false" },
		{ "tag.gpgsign", "false" },
		{ "gc.auto", "0" },
		{ "maintenance.auto", "false" },
		{ "core.fsmonitor", "false" },
		/* The lead may have set one of his own for all his repositories. */
		{ "core.hooksPath", hooks },
		{ 0, 0 },
	};

	if (fs_make_dirs(ws->path, err) || site_format(ws, &format, err) ||
	    git_run(&git, GIT("init", "-q", "--template=", format, "-b", ws->target), err) ||
	    git_run(&git, GIT("config", "core.bare", "false"), err) ||
	    fs_write(alternates, store, strlen(store), err) || copy_from_lead(ws, err) ||
	    write_settings(&git, settings, err))
		return err->code;
	return git_set_ref(&git, origin, base, 0, "base", err);
}

static int checkout(const struct workspace *ws, const char *const *argv, struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git");

	return git_run(&(struct git){ .dir = ws->path, .git_dir = git_dir }, argv, err);
}

/* The commit of a ref of the lead's, in the workspace's repository too; NULL where there is none. */
static int take_over(const struct workspace *ws, const char *ref, char **id, struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git");
	struct git lead = site_lead(ws), git = { .dir = ws->path, .git_dir = git_dir };
	struct err none = ERR_INIT;

	if (!ref || git_commit_of(&lead, ref, id, &none)) {
		err_release(&none);
		return 0;
	}
	return fetch(ws, &git, *id, err);
}

/* The checkpoint is of the files alone: the commits on the way to it are ours, and no business of the agent's. */
static int bring_back(const struct workspace *ws, struct err *err)
{
	_autofree_ char *head = 0, *saved = 0;

	if (take_over(ws, ws->head_ref, &head, err) || take_over(ws, ws->saved_ref, &saved, err) ||
	    (head && checkout(ws, GIT("checkout", "-q", "-B", ws->target, "--no-track", head), err)) ||
	    (saved && (checkout(ws, GIT("read-tree", "--reset", "-u", saved), err) ||
		       checkout(ws, GIT("read-tree", "HEAD"), err))))
		return err_wrap(err, "cannot bring back what the session did");
	return 0;
}

static int make_clone(const struct workspace *ws, const char *base, const struct workspace_identity *who,
		      struct err *err)
{
	_autofree_ char *ready = site_beside(ws, "ready");

	if (workspace_remove(ws, err) || make_repository(ws, base, who, err) ||
	    checkout(ws, GIT("checkout", "-q", "-B", ws->target, "--no-track", base), err) || bring_back(ws, err))
		return err->code;
	/* Last: without it the clone is a half-made one. */
	return fs_write(ready, base, strlen(base), err);
}

/* In the agent's repository, where nothing can be trusted; it gets this one ref and nothing else. */
static int move_origin(const struct workspace *ws, const char *base, struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git");
	_autofree_ char *ref = mem_printf("refs/remotes/origin/%s", ws->target);
	_autofree_ char *log = mem_printf("logs/%s", ref);
	struct git git = { .dir = ws->path, .git_dir = git_dir, .is_foreign = true,
			   .limit_ms = SITE_BRIEF_MS };

	/* First: through a link it would be the lead's repository that is cleaned. */
	if (site_check_agent(ws, err))
		return err->code;
	trap_clear(ws);
	trap_unlock(ws);
	if (site_check_plain(ws, ref, err) || site_check_plain(ws, log, err) ||
	    site_check_plain(ws, "logs/HEAD", err))
		return err->code;
	/* The ref may have become a symbolic one, and what it names may lie behind a link. */
	return git_run(&git, GIT("update-ref", "--no-deref", "-m", "base", ref, base), err);
}

bool workspace_is_ready(const struct workspace *ws)
{
	_autofree_ char *ready = site_beside(ws, "ready");

	return fs_exists(ready) && fs_is_dir(ws->path);
}

int workspace_prepare(const struct workspace *ws, const char *base,
		      const struct workspace_identity *who, struct err *err)
{
	int code;

	if (workspace_update_store(ws, base, err))
		return err->code;
	code = workspace_is_ready(ws) ? move_origin(ws, base, err) : make_clone(ws, base, who, err);
	return code ? err_wrap(err, "cannot prepare the workspace '%s'", ws->path) : 0;
}

int workspace_prepare_check(const struct workspace *ws, const char *commit, const char *base,
			    struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git"), *id = 0, *refspec = 0;
	struct git lead = site_lead(ws), git = { .dir = ws->path, .git_dir = git_dir };

	if (git_commit_of(&lead, commit, &id, err) || workspace_update_store(ws, base, err))
		return err->code;
	refspec = mem_printf("+%s:refs/leadhand/check", id);
	if (workspace_remove(ws, err) || make_repository(ws, base, 0, err) || fetch(ws, &git, refspec, err) ||
	    checkout(ws, GIT("checkout", "-q", "--detach", id), err))
		return err_wrap(err, "cannot prepare the workspace '%s'", ws->path);
	return 0;
}

int workspace_remove(const struct workspace *ws, struct err *err)
{
	/* The mark of a complete one goes first. */
	static const char *const beside[] = { "ready", "index", "index.lock", "import", 0 };

	for (int i = 0; beside[i]; i++) {
		_autofree_ char *path = site_beside(ws, beside[i]);

		if (fs_remove_tree(path, err))
			return err->code;
	}
	return fs_remove_tree(ws->path, err);
}
