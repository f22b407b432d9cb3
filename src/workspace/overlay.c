/* overlay.c - see overlay.h. */
#include "workspace/overlay.h"

#include "base/fault.h"
#include "base/mem.h"
#include "sys/fs.h"
#include "workspace/base.h"
#include "workspace/inside.h"
#include "workspace/seed.h"
#include "workspace/site.h"

#include <string.h>

int overlay_mount(const struct workspace *ws, struct err *err)
{
	_autofree_ char *name = site_beside(ws, "base");
	_cleanup_(base_release) struct base base = { 0 };

	return base_read(ws->base, name, &base, err) ? err->code : site_mount(ws, base.layers, err);
}

/* The agent's name is all that one workspace has and the others on its base have not. */
static int write_upper(const struct workspace *ws, const struct base *base, const struct workspace_identity *who,
		       struct err *err)
{
	_autofree_ char *git_dir = mem_printf("%s.upper/.git", ws->path), *config = mem_printf("%s/config", git_dir);
	_autofree_ char *settings = seed_settings(base->commit, who);

	if (fs_make_open_dirs(git_dir, err))
		return err->code;
	return who ? fs_write(config, settings, strlen(settings), err) : 0;
}

static int make_on(const struct workspace *ws, const char *commit, const struct workspace_identity *who,
		   struct base *base, struct err *err)
{
	_autofree_ char *name = site_beside(ws, "base");

	if (base_prepare(ws->base, commit, name, base, err))
		return err->code;
	FAULT("workspace.named");
	if (write_upper(ws, base, who, err) || site_note_objects(ws, base->objects, err))
		return err->code;
	return site_mount(ws, base->layers, err);
}

int overlay_make(const struct workspace *ws, const char *commit, const struct workspace_identity *who,
		 struct err *err)
{
	_cleanup_(base_release) struct base base = { 0 };

	return make_on(ws, commit, who, &base, err);
}

int overlay_make_check(const struct workspace *ws, const char *commit, const char *base, bool *needs_setup,
		       struct err *err)
{
	_cleanup_(base_release) struct base under = { 0 };

	if (make_on(ws, base, 0, &under, err))
		return err->code;
	return inside_detach_on_base(ws, &under, commit, needs_setup, err);
}
