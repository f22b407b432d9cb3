/* clone.c - see clone.h. */
#include "workspace/clone.h"

#include "base/mem.h"
#include "sys/fs.h"
#include "workspace/carried.h"
#include "workspace/inside.h"
#include "workspace/pieces.h"
#include "workspace/repository.h"
#include "workspace/site.h"
#include "workspace/sparse.h"

static int fill(const struct workspace *ws, const char *base, const struct workspace_identity *who,
		struct repository *repository, struct err *err)
{
	_cleanup_(carried_release) struct carried carried = { 0 };
	_autofree_ char *git_dir = site_inside(ws, ".git"), *exclude = 0;

	if (carried_read_for(ws, &carried, err))
		return err->code;
	exclude = carried_exclude(&carried);
	repository->exclude = exclude;
	if (repository_private(repository, git_dir, err) || sparse_plant(ws, git_dir, base, who, err) ||
	    inside_switch(ws, base, false, err))
		return err->code;
	return carried_write(&carried, ws->path, err);
}

int clone_make(const struct workspace *ws, const char *base, const struct workspace_identity *who,
	       struct err *err)
{
	const struct pieces pieces = { ws->git_dir, ws->store, ws->target };
	struct repository repository = { .lead = ws->git_dir, .target = ws->target, .commit = base };
	_autofree_ char *objects = 0;

	if (pieces_of(&pieces, base, &objects, err) || site_note_objects(ws, objects, err) ||
	    fs_make_open_dirs(ws->path, err))
		return err->code;
	repository.objects = objects;
	return fill(ws, base, who, &repository, err) ? err->code : fs_sync(ws->path, err);
}
