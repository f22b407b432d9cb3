/*
 * base.c - found, made, named, removed; see base.h. BASES/KEY/ready is the record of a base and there from the moment
 * that KEY is; BASES/KEY.flat is the same base in one layer. BASES/lock is held while anything is looked up, named or
 * removed, BASES/build.lock while one is made.
 */
#include "workspace/base_build.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/base_record.h"
#include "workspace/manifest.h"
#include "workspace/pieces.h"
#include "workspace/repository.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Whatever shapes a base but the commit. Counted up when bases are made in another way than before. */
enum { FORMAT = 1 };

struct wanted {
	const struct base_spec *spec;
	const char *name_path;
	struct carried carried;
	struct base base; /* key, commit, family and objects; the rest once it is there */
};

static void wanted_release(struct wanted *wanted)
{
	carried_release(&wanted->carried);
	base_release(&wanted->base);
}

static char *path_in(const struct base_spec *spec, const char *name)
{
	return mem_printf("%s/%s", spec->bases, name);
}

static char *or_empty(const char *text)
{
	return mem_dup(text ? text : "");
}

static int want(const struct base_spec *spec, const char *commit, struct wanted *wanted, struct err *err)
{
	const struct pieces pieces = { spec->git_dir, spec->store, spec->target };
	_autofree_ char *mark = 0, *definition = 0, *named = 0;
	_autofree_ char *repository = repository_mark(spec->git_dir);
	_autofree_ char *setup = or_empty(spec->setup), *when = or_empty(spec->setup_when);

	if (pieces_of(&pieces, commit, &wanted->base.objects, err) ||
	    carried_read(spec->top, spec->carry, &wanted->carried, err))
		return err->code;
	mark = carried_mark(&wanted->carried);
	definition = mem_printf("%d.%d\n%s\n%s\n%s\n\n%s\n\n%s\n\n%s", FORMAT, spec->form, spec->target, spec->inside, setup, when,
				mark, repository);
	wanted->base.family = text_hash(definition, strlen(definition));
	named = mem_printf("%s %s", commit, wanted->base.family);
	wanted->base.key = text_hash(named, strlen(named));
	wanted->base.commit = mem_dup(commit);
	return 0;
}

/* Of the two folders that it may be in, the flat one first. False where it is not there. */
static bool find(struct wanted *wanted)
{
	static const char *const ends[] = { ".flat", "", 0 };
	struct base *base = &wanted->base;

	for (int i = 0; ends[i]; i++) {
		_autofree_ char *path = mem_printf("%s/%s%s/ready", wanted->spec->bases, base->key, ends[i]);
		_cleanup_(base_release) struct base found = { 0 };
		struct err none = ERR_INIT;

		if (!base_record_read(wanted->spec->bases, path, &found, &none) &&
		    text_same(found.commit, base->commit) && text_same(found.family, base->family)) {
			base_release(base);
			*base = move(&found);
			return true;
		}
		err_release(&none);
	}
	return false;
}

/* The lock on names is held. */
static int name_it(const struct wanted *wanted, struct err *err)
{
	return wanted->name_path ? base_record_write(wanted->name_path, &wanted->base, err) : 0;
}

static int lock(const struct base_spec *spec, const char *name, int *fd, struct err *err)
{
	_autofree_ char *path = path_in(spec, name);

	return fs_lock(path, true, fd, err);
}

/* Whether it was there; then it is named too. */
static int look(struct wanted *wanted, bool *is_there, struct err *err)
{
	_autoclose_ int fd = -1;

	if (lock(wanted->spec, "lock", &fd, err))
		return err->code;
	*is_there = find(wanted);
	return *is_there ? name_it(wanted, err) : 0;
}

/* The newest base that differs in nothing but the commit, where what changed since can be told. */
static void choose_below(const struct wanted *wanted, struct base *below, char **changed)
{
	const struct base_spec *spec = wanted->spec;
	const struct git lead = { .dir = spec->git_dir, .git_dir = spec->git_dir };
	struct err none = ERR_INIT;

	base_record_newest(spec->bases, wanted->base.family, below);
	if (!below->key)
		return;
	if (git_changed_paths(&lead, below->commit, wanted->base.commit, changed, &none)) {
		err_release(&none);
		base_release(below);
	} else if (manifest_has_attributes(*changed)) {
		base_release(below);
	}
}

/* A fresh folder that is taken for no base, the caller's. */
static int make_folder(const struct base_spec *spec, char **folder, struct err *err)
{
	_autofree_ char *made = path_in(spec, "new-XXXXXX");

	if (!mkdtemp(made))
		return err_set(err, ERR_SYSTEM, "cannot make folder '%s': %s", made, strerror(errno));
	*folder = steal(&made);
	return 0;
}

/* From now on it is there, under `name`; all but the layer and the record goes first. */
static int publish(const struct base_spec *spec, const struct base *base, const char *folder, const char *name,
		   struct err *err)
{
	static const char *const scrap[] = { "tree", "work", "probe", "git", "index", 0 };
	_autofree_ char *to = path_in(spec, name), *ready = mem_printf("%s/ready", folder);

	for (int i = 0; scrap[i]; i++) {
		_autofree_ char *path = mem_printf("%s/%s", folder, scrap[i]);

		if (fs_remove_tree(path, err))
			return err->code;
	}
	if (base_record_write(ready, base, err))
		return err->code;
	if (rename(folder, to))
		return err_set(err, ERR_SYSTEM, "cannot make folder '%s': %s", to, strerror(errno));
	return 0;
}

/* The folder goes again where it could not be filled. */
static int give_up(const char *folder, struct err *err)
{
	struct err late = ERR_INIT;

	if (fs_remove_tree(folder, &late))
		err_release(&late);
	return err->code;
}

static int flatten(const struct base_spec *spec, const struct base *base, struct err *err)
{
	_autofree_ char *folder = 0, *name = mem_printf("%s.flat", base->key);
	const struct carried nothing = { 0 };
	struct base flat = *base;
	_autofree_ char *layer = mem_printf("%s/%s/layer", spec->bases, name);

	if (base_record_is_there(spec->bases, name))
		return 0;
	if (make_folder(spec, &folder, err))
		return err->code;
	flat.layers = layer;
	const struct base_build what = { .spec = spec, .carried = &nothing, .below = base, .folder = folder };

	if (base_build_flat(&what, err) || publish(spec, &flat, folder, name, err))
		return give_up(folder, err);
	return 0;
}

int base_flatten(const struct base_spec *spec, const struct base *base, struct err *err)
{
	_autoclose_ int fd = -1;

	if (lock(spec, "build.lock", &fd, err) || flatten(spec, base, err))
		return err_wrap(err, "cannot flatten the base '%s'", base->key);
	return 0;
}

/* Too many layers below would make every file slow to find. */
static int limit_depth(const struct wanted *wanted, struct base *below, struct err *err)
{
	if (!below->key || base_depth(below) < BASE_MOST_LAYERS)
		return 0;
	if (flatten(wanted->spec, below, err))
		return err->code;
	base_release(below);
	base_record_newest(wanted->spec->bases, wanted->base.family, below);
	return 0;
}

/* The lock on building is held: what looks half-made is nobody's. */
static int build(struct wanted *wanted, struct err *err)
{
	const struct base_spec *spec = wanted->spec;
	struct base *base = &wanted->base;
	_cleanup_(base_release) struct base below = { 0 };
	_autofree_ char *folder = 0, *changed = 0;

	if (base_record_sweep(spec->bases, err))
		return err->code;
	choose_below(wanted, &below, &changed);
	if (limit_depth(wanted, &below, err) || make_folder(spec, &folder, err))
		return err->code;
	const struct base_build what = { .spec = spec, .carried = &wanted->carried, .changed = changed,
					  .below = below.key ? &below : 0, .folder = folder,
					  /* What setup had changed in tracked files is gone with the switch. */
					  .needs_setup = below.is_dirty ||
							 manifest_is_among(changed, spec->setup_when) };

	base->layers = below.key && spec->form == BASE_layered ? mem_printf("%s/%s/layer\n%s", spec->bases, base->key, below.layers)
				 : mem_printf("%s/%s/layer", spec->bases, base->key);
	if (base_build(&what, base, err) || publish(spec, base, folder, base->key, err))
		return give_up(folder, err);
	return 0;
}

static int make(struct wanted *wanted, struct err *err)
{
	_autoclose_ int fd = -1;
	bool is_there;

	if (lock(wanted->spec, "build.lock", &fd, err) || look(wanted, &is_there, err))
		return err->code;
	if (is_there)
		return 0;
	if (build(wanted, err))
		return err->code;
	/* Nothing is removed while we hold the lock on building, so it need not be named in the same moment. */
	return look(wanted, &is_there, err);
}

int base_prepare(const struct base_spec *spec, const char *commit, const char *name_path, struct base *out,
		 struct err *err)
{
	_cleanup_(wanted_release) struct wanted wanted = { .spec = spec, .name_path = name_path };
	bool is_there = false;
	int code = fs_make_dirs(spec->bases, err);

	if (!code)
		code = want(spec, commit, &wanted, err);
	if (!code)
		code = look(&wanted, &is_there, err);
	if (!code && !is_there)
		code = make(&wanted, err);
	if (code)
		return err_wrap(err, "cannot prepare the base");
	*out = move(&wanted.base);
	return 0;
}
