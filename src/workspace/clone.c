/* clone.c - see clone.h. */
#include "workspace/clone.h"

#include "base/mem.h"
#include "sys/fs.h"
#include "workspace/inside.h"
#include "workspace/pieces.h"
#include "workspace/repository.h"
#include "workspace/seed.h"
#include "workspace/site.h"

#include <string.h>

int clone_make(const struct workspace *ws, const char *base, const struct workspace_identity *who,
	       struct err *err)
{
	const struct pieces pieces = { ws->git_dir, ws->store, ws->target };
	_autofree_ char *git_dir = site_inside(ws, ".git"), *settings = seed_settings(base, who), *objects = 0;
	_autofree_ char *room = mem_dup_part(ws->path, (size_t)(strrchr(ws->path, '/') - ws->path));
	struct repository repository = { .lead = ws->git_dir, .target = ws->target, .commit = base };

	if (pieces_of(&pieces, base, &objects, err) || site_remove(ws, err) || fs_make_dirs(room, err) ||
	    site_note_objects(ws, objects, err) || fs_make_dirs(ws->path, err))
		return err->code;
	repository.objects = objects;
	if (repository_private(&repository, git_dir, err) || seed_put(git_dir, "config", settings, err))
		return err->code;
	return inside_switch(ws, base, false, err) ? err->code : fs_sync(ws->path, err);
}
