/* base_build.c - see base_build.h. FOLDER also has git and index (ours, out of setup's reach), tree (a mount), work, probe. */
#include "workspace/base_build.h"

#include "base/fault.h"
#include "base/mem.h"
#include "sys/clock.h"
#include "sys/fs.h"
#include "sys/mounts_overlay.h"
#include "workspace/manifest.h"
#include "workspace/repository.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

struct site {
	const struct base_build *build;
	const struct base *base;
	char *layer, *tree, *work, *probe, *git_dir, *index; /* owned */
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

static struct git git_of(const struct site *site)
{
	return (struct git){ .dir = site->tree, .git_dir = site->git_dir, .work_tree = site->tree,
			     .index = site->index };
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
	if (fs_make_open_dirs(site->layer, err) || fs_make_open_dirs(site->tree, err) ||
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

static int fill(const struct site *site, struct err *err)
{
	struct git git = git_of(site);

	if (repository_switch(&git, site->base->commit, err) ||
	    carried_write(site->build->carried, site->tree, err))
		return err->code;
	FAULT("base.filled");
	return plant(site, err) ? err->code : run_setup(site, err);
}

static int update(const struct site *site, struct err *err)
{
	const struct base_build *build = site->build;
	struct git git = git_of(site);

	if (borrow_index(site, err) || carried_check(build->carried, build->changed, err) ||
	    repository_switch(&git, site->base->commit, err))
		return err->code;
	FAULT("base.filled");
	if (plant(site, err))
		return err->code;
	/* What setup had changed in tracked files is gone with the switch. */
	if (!build->below->is_dirty && !manifest_is_among(build->changed, build->spec->setup_when))
		return 0;
	return run_setup(site, err);
}

static int refresh(const struct site *site, bool *is_dirty, struct err *err)
{
	struct git git = git_of(site);
	int refreshed, differs;

	if (git_ask(&git, GIT("update-index", "-q", "--refresh"), 0, &refreshed, 0, err) ||
	    git_ask(&git, GIT("diff-files", "--quiet", "--ignore-submodules"), 0, &differs, 0, err))
		return err->code;
	*is_dirty = differs;
	return 0;
}

/* The mount goes whatever happens. */
static int leave(const struct site *site, int code, struct err *err)
{
	struct err late = ERR_INIT;

	if (!code)
		return mount_unmount(site->tree, err);
	if (mount_drop(site->tree, &late))
		err_release(&late);
	return code;
}

/* The index as it fits what every overlay over these layers shows, into the topmost one. */
static int match_index(const struct site *site, const char *lowers, bool *is_dirty, struct err *err)
{
	_autofree_ char *index = mem_printf("%s/.git/index", site->layer);

	/* Git takes a file as unchanged by its time in whole seconds: one that is edited in the second in which the
	 * index saw it would seem untouched, and one as young as its index is read again by every status. */
	clock_pass_second();
	if (mount_over(site, lowers, site->probe, err) || leave(site, refresh(site, is_dirty, err), err))
		return err->code;
	return repository_copy_index(site->index, index, err);
}

/* All of it on the disk before anything says that it is there. */
static int sync_layer(const struct site *site, struct err *err)
{
	_autoclose_ int fd = open(site->layer, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || syncfs(fd))
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", site->layer, strerror(errno));
	return 0;
}

static int update_mounted(const struct site *site, struct err *err)
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

int base_build(const struct base_build *build, struct base *base, struct err *err)
{
	_cleanup_(site_release) struct site site = { 0 };
	_autofree_ char *lowers = 0;

	if (open_site(build, base, &site, err) ||
	    (build->below ? update_mounted(&site, err) : fill_plain(&site, err)))
		return err->code;
	lowers = build->below ? mem_printf("%s\n%s", site.layer, build->below->layers) : mem_dup(site.layer);
	if (match_index(&site, lowers, &base->is_dirty, err))
		return err->code;
	return sync_layer(&site, err);
}

int base_build_flat(const struct base_build *build, struct err *err)
{
	_cleanup_(site_release) struct site site = { 0 };
	bool is_dirty;

	if (open_site(build, build->below, &site, err) || borrow_index(&site, err) ||
	    mount_over(&site, build->below->layers, site.probe, err) ||
	    leave(&site, fs_copy_tree(site.tree, site.layer, err), err) || match_index(&site, site.layer, &is_dirty, err))
		return err->code;
	return sync_layer(&site, err);
}
