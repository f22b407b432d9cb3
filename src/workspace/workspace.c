/* workspace.c - made, found again, removed; see workspace.h. Saving is in carry.c. */
#include "workspace/workspace.h"

#include "base/mem.h"
#include "sys/fs.h"
#include "workspace/clone.h"
#include "workspace/inside.h"
#include "workspace/overlay.h"
#include "workspace/site.h"

#include <string.h>

static int make(const struct workspace *ws, const char *base, const struct workspace_identity *who, struct err *err)
{
	_autofree_ char *ready = site_beside(ws, "ready");
	int code = ws->kind == WORKSPACE_overlay ? overlay_make(ws, base, who, err) : clone_make(ws, base, who, err);

	if (code || inside_bring_back(ws, err))
		return err->code;
	/* Last: without it the workspace is a half-made one. */
	return fs_write(ready, base, strlen(base), err);
}

bool workspace_is_ready(const struct workspace *ws)
{
	_autofree_ char *ready = site_beside(ws, "ready");

	return fs_exists(ready) && fs_is_dir(ws->path);
}

int workspace_mount(const struct workspace *ws, struct err *err)
{
	_autofree_ char *upper = site_beside(ws, "upper");

	/* It is what it was made as, whatever is made today. */
	return fs_exists(upper) ? overlay_mount(ws, err) : 0;
}

char *workspace_objects(const struct workspace *ws)
{
	return site_objects(ws);
}

int workspace_prepare(const struct workspace *ws, const char *base,
		      const struct workspace_identity *who, struct err *err)
{
	int code;

	if (!workspace_is_ready(ws))
		code = make(ws, base, who, err);
	else
		code = workspace_mount(ws, err) ? err->code : inside_borrow_more(ws, base, err);
	return code ? err_wrap(err, "cannot prepare the workspace '%s'", ws->path) : 0;
}

int workspace_prepare_check(const struct workspace *ws, const char *commit, const char *base,
			    bool *needs_setup, struct err *err)
{
	struct git lead = site_lead(ws);
	_autofree_ char *id = 0;
	int code;

	*needs_setup = true;
	if (git_commit_of(&lead, commit, &id, err))
		return err->code;
	if (ws->kind == WORKSPACE_overlay)
		code = overlay_make_check(ws, id, base, needs_setup, err);
	else
		code = clone_make(ws, base, 0, err) ? err->code : inside_detach(ws, id, true, err);
	return code ? err_wrap(err, "cannot prepare the workspace '%s'", ws->path) : 0;
}

int workspace_remove(const struct workspace *ws, struct err *err)
{
	return site_remove(ws, err);
}
