/* copied.c - see copied.h. */
#include "workspace/copied.h"

#include "base/mem.h"
#include "sys/fs.h"
#include "sys/fs_clone.h"
#include "workspace/base.h"
#include "workspace/inside.h"
#include "workspace/seed.h"
#include "workspace/site.h"

#include <string.h>

/*
 * Copied files have other numbers and are younger, which git would take for changed: it read all of them again. Their
 * sizes and times are the same. What is saved does not hang on it: the vault looks at all files once (vault.c).
 */
static const char trusting[] = "[core]\n\ttrustctime = false\n\tcheckStat = minimal\n";

static int copy(const struct workspace *ws, const char *layer, struct err *err)
{
	if (ws->kind == WORKSPACE_snapshot)
		return fs_subvolume_copy(layer, ws->path, err);
	return fs_make_open_dirs(ws->path, err) ? err->code : fs_share_tree(layer, ws->path, err);
}

static int write_settings(const struct workspace *ws, const char *commit, const struct workspace_identity *who,
			  struct err *err)
{
	_autofree_ char *path = site_inside(ws, ".git/config"), *settings = seed_settings(commit, who);
	_autofree_ char *text = mem_printf("%s%s", settings, ws->kind == WORKSPACE_reflink ? trusting : "");

	return fs_write(path, text, strlen(text), err);
}

static int make_on(const struct workspace *ws, const char *commit, const struct workspace_identity *who,
		   struct base *base, struct err *err)
{
	_autofree_ char *name = site_beside(ws, "base");

	if (base_prepare(ws->base, commit, name, base, err))
		return err->code;
	if (base_depth(base) != 1)
		return err_set(err, ERR_CORRUPT, "the base '%s' is no single folder", base->key);
	if (copy(ws, base->layers, err) || write_settings(ws, commit, who, err))
		return err->code;
	return site_note_objects(ws, base->objects, err);
}

int copied_make(const struct workspace *ws, const char *commit, const struct workspace_identity *who, struct err *err)
{
	_cleanup_(base_release) struct base base = { 0 };

	return make_on(ws, commit, who, &base, err);
}

int copied_make_check(const struct workspace *ws, const char *commit, const char *base, bool *needs_setup,
		      struct err *err)
{
	_cleanup_(base_release) struct base under = { 0 };

	if (make_on(ws, base, 0, &under, err))
		return err->code;
	return inside_detach_on_base(ws, &under, commit, needs_setup, err);
}
