/* ground.c - see ground.h. */
#include "swarm/ground.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char *const hooks[] = { "reference-transaction", "pre-push", 0 };
static const char *const programs[] = { "git", "rm", "mv", 0 };

/* Links by these names to leadhand, which may be another one today. */
static int make_links(const struct swarm *swarm, const char *folder, const char *const *names, struct err *err)
{
	if (fs_make_dirs(folder, err))
		return err->code;
	for (; *names; names++) {
		_autofree_ char *path = mem_printf("%s/%s", folder, *names), *fresh = mem_printf("%s.new", path);

		unlink(fresh);
		if (symlink(swarm->program, fresh) || rename(fresh, path))
			return err_set(err, ERR_SYSTEM, "cannot make '%s': %s", path, strerror(errno));
	}
	return 0;
}

static int share_objects(const char *git_dir, const char *other, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/objects/info/alternates", git_dir);
	_autofree_ char *text = mem_printf("%s/objects\n", other);

	return fs_write(path, text, strlen(text), err);
}

static int make_repositories(const struct swarm *swarm, struct err *err)
{
	_autofree_ char *theirs = yard_theirs(swarm), *ours = yard_ours(swarm), *format = 0, *option = 0;
	struct git first = { .dir = swarm->at.path, .git_dir = theirs }, second = { .dir = ours, .git_dir = ours };
	struct git lead = yard_lead(swarm);

	if (git_line(&lead, GIT("rev-parse", "--show-object-format"), &format, err))
		return err->code;
	option = mem_printf("--object-format=%s", format);
	if (fs_make_dirs(swarm->at.path, err) || fs_make_dirs(ours, err) ||
	    git_run(&first, GIT("init", "-q", "--template=", option, "-b", swarm->at.target), err) ||
	    git_run(&second, GIT("init", "-q", "--bare", "--template=", option), err) ||
	    share_objects(theirs, ours, err))
		return err->code;
	return share_objects(ours, theirs, err);
}

static int configure(const struct swarm *swarm, const char *hook_folder, struct err *err)
{
	_autofree_ char *theirs = yard_theirs(swarm);
	const char *const settings[][2] = {
		{ "core.bare", "false" },	{ "core.hooksPath", hook_folder }, { "core.fsmonitor", "false" },
		{ "commit.gpgsign", "false" },	{ "tag.gpgsign", "false" },	   { "gc.auto", "0" },
		{ "maintenance.auto", "false" }, { "core.filesRefLockTimeout", "2000" },
	};
	struct git git = { .dir = swarm->at.path, .git_dir = theirs };
	_autofree_ char *logs = mem_printf("%s/logs", theirs), *common = mem_printf("%s/commondir", theirs);

	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		if (git_run(&git, GIT("config", settings[i][0], settings[i][1]), err))
			return err->code;
	/* Places that agents have to leave alone (runner/cell_view.c). */
	return fs_make_dirs(logs, err) || fs_write(common, ".\n", 2, err) ? err->code : 0;
}

/* What the lead ignores without saying so in the tree. */
static int copy_excludes(const struct swarm *swarm, struct err *err)
{
	_autofree_ char *from = mem_printf("%s/info/exclude", swarm->at.git_dir);
	_autofree_ char *theirs = yard_theirs(swarm), *ours = yard_ours(swarm);
	const char *const git_dirs[] = { theirs, ours };
	size_t len;
	_autofree_ char *text = fs_read_tail(from, 1 << 20, &len);

	for (int i = 0; i < 2; i++) {
		_autofree_ char *folder = mem_printf("%s/info", git_dirs[i]);
		_autofree_ char *to = mem_printf("%s/exclude", folder);

		if (fs_make_dirs(folder, err) || fs_write(to, text, len, err))
			return err->code;
	}
	return 0;
}

int ground_fetch(const struct swarm *swarm, const char *name, struct err *err)
{
	_autofree_ char *ours = yard_ours(swarm);
	struct git git = yard_git(swarm, ours, 0);

	git.may_outlive_us = true;
	return git_run(&git, GIT("-c", "protocol.version=2", "-c", "fetch.fsckObjects=false",
				 "-c", "fetch.writeCommitGraph=false", "fetch", "-q", "--no-tags",
				 "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules",
				 "--update-shallow", swarm->at.git_dir, name), err);
}

static int check_out(const struct swarm *swarm, const char *base, struct err *err)
{
	_autofree_ char *theirs = yard_theirs(swarm), *branch = yard_branch(swarm);
	_autofree_ char *index = mem_printf("%s.index", swarm->at.path), *ours = yard_ours(swarm);
	_autofree_ char *origin = mem_printf("refs/remotes/origin/%s", swarm->at.target);
	struct git git = { .dir = swarm->at.path, .git_dir = theirs };
	struct git files = yard_git(swarm, ours, index);

	/* The index that git takes by itself is left out: who goes around his session's finds nothing there. */
	if (git_set_ref(&git, origin, base, 0, "base", err) ||
	    git_run(&files, GIT("read-tree", "--reset", "-u", base), err))
		return err->code;
	return git_set_ref(&git, branch, base, 0, "base", err);
}

int ground_make(const struct swarm *swarm, const char *base, struct err *err)
{
	static const char *const parts[] = { "", ".git", ".index", ".index.lock", ".moving", 0 };
	_autofree_ char *folder = yard_folder(swarm), *hook_folder = mem_printf("%s/hooks", folder);
	_autofree_ char *ready = mem_printf("%s.ready", swarm->at.path);

	if (make_links(swarm, hook_folder, hooks, err))
		return err->code;
	if (fs_exists(ready) && fs_is_dir(swarm->at.path))
		return 0;
	for (int i = 0; parts[i]; i++) {
		_autofree_ char *path = mem_printf("%s%s", swarm->at.path, parts[i]);

		if (fs_remove_tree(path, err))
			return err->code;
	}
	if (make_repositories(swarm, err) || configure(swarm, hook_folder, err) ||
	    ground_fetch(swarm, base, err) || copy_excludes(swarm, err) ||
	    check_out(swarm, base, err))
		return err->code;
	return fs_write(ready, base, strlen(base), err);
}

int ground_room(const struct swarm *swarm, struct err *err)
{
	_autofree_ char *path = yard_room(swarm, "swarm.json"), *bin = yard_room(swarm, "bin"), *text = 0;
	_autofree_ char *own = yard_room(swarm, "own"), *logs = yard_room(swarm, "logs");
	_json_ json_t *facts = json_object();

	if (make_links(swarm, bin, programs, err) || fs_make_dirs(own, err) || fs_make_dirs(logs, err))
		return err->code;
	json_put_number(facts, "session", swarm->session);
	json_put(facts, "path", swarm->at.path);
	json_put(facts, "target", swarm->at.target);
	json_put(facts, "name", swarm->who->name);
	json_put(facts, "mail", swarm->who->mail);
	text = json_line(facts);
	return fs_write(path, text, strlen(text), err);
}
