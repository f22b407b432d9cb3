/* base_build.c - see base_build.h. FOLDER also has git and index (ours, out of setup's reach), tree (a mount), work, probe. */
#include "workspace/base_build.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/fs.h"
#include "sys/mounts_overlay.h"
#include "workspace/repository.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { FEW = 5000 };

struct site {
	const struct base_build *build;
	const struct base *base;
	char *layer, *tree, *work, *probe, *git_dir, *index; /* owned */
	long long written_ms; /* when a file that git tracks was written last, as far as its time tells */
};

static void site_release(struct site *site)
{
	free(site->layer);
	free(site->tree);
	free(site->work);
	free(site->probe);
	free(site->git_dir);
	free(site->index);
}

static const char *const trusting_env[] = {
	"GIT_CONFIG_COUNT=2", "GIT_CONFIG_KEY_0=core.trustctime", "GIT_CONFIG_VALUE_0=false",
	"GIT_CONFIG_KEY_1=core.checkStat", "GIT_CONFIG_VALUE_1=minimal", 0,
};

static struct git git_of(const struct site *site)
{
	/* A copy of the files of the base below has their times and sizes, and nothing else that an index knows. */
	bool is_copy = site->build->below && site->build->spec->form == BASE_folder;

	return (struct git){ .dir = site->tree, .git_dir = site->git_dir, .work_tree = site->tree,
			     .index = site->index, .env = is_copy ? trusting_env : 0 };
}

static struct repository repository_of(const struct site *site)
{
	return (struct repository){ .lead = site->build->spec->git_dir, .target = site->build->spec->target,
				    .commit = site->base->commit, .objects = site->base->objects };
}

static int open_site(const struct base_build *build, const struct base *base, struct site *site, struct err *err)
{
	struct repository ours;

	*site = (struct site){ .build = build, .base = base };
	site->layer = mem_printf("%s/layer", build->folder);
	site->tree = mem_printf("%s/tree", build->folder);
	site->work = mem_printf("%s/work", build->folder);
	site->probe = mem_printf("%s/probe", build->folder);
	site->git_dir = mem_printf("%s/git", build->folder);
	site->index = mem_printf("%s/index", build->folder);
	if (base_layer_make(build, site->layer, err) || fs_make_open_dirs(site->tree, err) ||
	    fs_make_dirs(site->work, err) || fs_make_open_dirs(site->probe, err))
		return err->code;
	ours = repository_of(site);
	return repository_ours(&ours, site->git_dir, err);
}

/* The index that a layer brings along, to begin ours with. */
static int borrow_index(const struct site *site, struct err *err)
{
	const char *layers = site->build->below->layers;
	_autofree_ char *top = mem_dup_part(layers, strcspn(layers, "\n"));
	_autofree_ char *from = mem_printf("%s/.git/index", top);

	return repository_copy_index(from, site->index, err);
}

static int mount_over(const struct site *site, const char *lowers, const char *upper, struct err *err)
{
	/* What an earlier mount left in the kernel's folder is not this one's. */
	if (fs_remove_tree(site->work, err) || fs_make_dirs(site->work, err))
		return err->code;
	return mount_overlay(&(struct mount_overlay){ .lowers = lowers, .upper = upper, .work = site->work },
			     site->tree, err);
}

/* The private repository as sessions find it: written anew, whatever setup did to the one that it saw. */
static int plant(const struct site *site, struct err *err)
{
	_autofree_ char *git_dir = mem_printf("%s/.git", site->tree), *index = mem_printf("%s/index", git_dir);
	_autofree_ char *exclude = carried_exclude(site->build->carried);
	struct repository seen = repository_of(site);

	seen.exclude = exclude;
	if (fs_remove_tree(git_dir, err) || repository_private(&seen, git_dir, err))
		return err->code;
	return repository_copy_index(site->index, index, err);
}

static int run_setup(const struct site *site, struct err *err)
{
	const struct base_spec *spec = site->build->spec;

	if (!spec->setup || !spec->run_setup)
		return 0;
	if (spec->run_setup(spec->owner, site->tree, site->base->objects, err))
		return err->code;
	FAULT("base.setup");
	return plant(site, err);
}

/* The files of the commit that differ from the base below: no link is on the way to one of them. */
static int list_written(const struct site *site, char **list, struct err *err)
{
	const struct git lead = { .dir = site->build->spec->git_dir, .git_dir = site->build->spec->git_dir };

	return git_paths(&lead, GIT("diff-tree", "-r", "-z", "--no-renames", "--name-only", "--diff-filter=d",
				    site->build->below->commit, site->base->commit), list, err);
}

/*
 * A few files are made older by less than a second, so that nobody has to wait until they are. They stay newer than
 * what was built from those before them, and a session that edits one makes it younger than the index knows it.
 */
static void make_older(struct site *site, const char *list)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_nsec = 999999999 } };
	struct lines walk;

	site->written_ms -= 1000;
	times[1].tv_sec = site->written_ms / 1000;
	LINES_EACH(walk, list) {
		_autofree_ char *path = mem_printf("%s/%s", site->tree, walk.line);

		/* One that is not there any more has no time. */
		(void)!utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
	}
}

static int make_changed_older(struct site *site, struct err *err)
{
	_autofree_ char *list = 0;

	site->written_ms = clock_now_ms();
	if (lines_count(site->build->changed) > FEW || site->build->below->made_ms / 1000 == site->written_ms / 1000)
		return 0;
	if (list_written(site, &list, err))
		return err->code;
	make_older(site, list);
	return 0;
}

static int make_all_older(struct site *site, const struct git *git, struct err *err)
{
	_autofree_ char *list = 0;

	site->written_ms = clock_now_ms();
	if (git_paths(git, GIT("ls-files", "-z"), &list, err))
		return err->code;
	if (lines_count(list) <= FEW)
		make_older(site, list);
	return 0;
}

static int fill(struct site *site, struct err *err)
{
	struct git git = git_of(site);

	if (repository_switch(&git, site->base->commit, err) || make_all_older(site, &git, err) ||
	    carried_write(site->build->carried, site->tree, err))
		return err->code;
	FAULT("base.filled");
	return plant(site, err) ? err->code : run_setup(site, err);
}

static int update(struct site *site, struct err *err)
{
	const struct base_build *build = site->build;
	struct git git = git_of(site);

	if (borrow_index(site, err) || carried_check(build->carried, build->changed, err) ||
	    repository_switch(&git, site->base->commit, err) || make_changed_older(site, err))
		return err->code;
	FAULT("base.filled");
	if (plant(site, err))
		return err->code;
	return build->needs_setup ? run_setup(site, err) : 0;
}

/* Git names what differs, and says so by its status. */
static int refresh(const struct site *site, bool *is_dirty, struct err *err)
{
	struct git git = git_of(site);
	int differs;

	if (git_ask(&git, GIT("update-index", "--ignore-submodules", "--refresh"), 0, &differs, 0, err))
		return err->code;
	*is_dirty = differs;
	return 0;
}

/* The mount goes whatever happens, though somebody may have a file open in it: nobody could mend that later. */
static int leave(const struct site *site, int code, struct err *err)
{
	struct err late = ERR_INIT;

	if (!code)
		code = mount_unmount(site->tree, err);
	if (code && mount_drop(site->tree, &late))
		err_release(&late);
	return code;
}

/*
 * Git sees by whole seconds what has changed: files as young as their index are read again by every status, which then
 * writes the index. So it must not be written in the second in which they were.
 */
static int match_index(const struct site *site, const char *lowers, bool *is_dirty, struct err *err)
{
	_autofree_ char *index = mem_printf("%s/.git/index", site->layer);

	clock_pass_second_of(site->written_ms);
	if (mount_over(site, lowers, site->probe, err) || leave(site, refresh(site, is_dirty, err), err))
		return err->code;
	return repository_copy_index(site->index, index, err);
}

static int update_mounted(struct site *site, struct err *err)
{
	if (mount_over(site, site->build->below->layers, site->layer, err))
		return err->code;
	return leave(site, update(site, err), err);
}

/* From nothing the layer itself is the tree: no mark of an overlay gets into it. */
static int fill_plain(struct site *site, struct err *err)
{
	char *mount = site->tree;
	int code;

	site->tree = site->layer;
	code = fill(site, err);
	site->tree = mount;
	return code;
}

static int match_in_place(const struct site *site, bool *is_dirty, struct err *err)
{
	_autofree_ char *index = mem_printf("%s/.git/index", site->layer);

	clock_pass_second_of(site->written_ms);
	return refresh(site, is_dirty, err) ? err->code : repository_copy_index(site->index, index, err);
}

static int build_whole(struct site *site, bool *is_dirty, struct err *err)
{
	char *mount = site->tree;
	int code;

	site->tree = site->layer;
	code = site->build->below ? update(site, err) : fill(site, err);
	if (!code)
		code = match_in_place(site, is_dirty, err);
	site->tree = mount;
	return code ? code : fs_sync(site->layer, err);
}

int base_build(const struct base_build *build, struct base *base, struct err *err)
{
	_cleanup_(site_release) struct site site = { 0 };
	_autofree_ char *lowers = 0;

	if (open_site(build, base, &site, err))
		return err->code;
	if (build->spec->form != BASE_layered)
		return build_whole(&site, &base->is_dirty, err);
	if (build->below ? update_mounted(&site, err) : fill_plain(&site, err))
		return err->code;
	lowers = build->below ? mem_printf("%s\n%s", site.layer, build->below->layers) : mem_dup(site.layer);
	if (match_index(&site, lowers, &base->is_dirty, err))
		return err->code;
	/* All of it on the disk before anything says that it is there. */
	return fs_sync(site.layer, err);
}

int base_build_flat(const struct base_build *build, struct err *err)
{
	_cleanup_(site_release) struct site site = { 0 };
	bool is_dirty;

	if (open_site(build, build->below, &site, err) || borrow_index(&site, err) ||
	    mount_over(&site, build->below->layers, site.probe, err) ||
	    leave(&site, fs_copy_tree(site.tree, site.layer, err), err) || match_index(&site, site.layer, &is_dirty, err))
		return err->code;
	return fs_sync(site.layer, err);
}
