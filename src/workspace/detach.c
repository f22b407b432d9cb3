/* detach.c - a workspace on a commit that is on no branch; see inside.h. */
#include "workspace/inside.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "workspace/base.h"
#include "workspace/manifest.h"
#include "workspace/seed.h"
#include "workspace/site.h"

#include <limits.h>

/* A path as git reads it in a list that has ':' between its entries; the caller's. */
static char *listed(const char *path)
{
	struct buf text = BUF_INIT(2 * PATH_MAX);

	buf_add_text(&text, "\"");
	for (; *path; path++) {
		if (*path == '"' || *path == '\\')
			buf_add_text(&text, "\\");
		buf_add(&text, path, 1);
	}
	buf_add_text(&text, "\"");
	return buf_take(&text);
}

/* What a commit of the lead's has beyond the base, in one program: a fetch starts eight. */
static int copy_commit(const struct workspace *ws, const char *commit, const char *base, struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git"), *pack = site_inside(ws, ".git/objects/pack/pack");
	_autofree_ char *objects = mem_printf("%s/objects", ws->git_dir), *folder = listed(objects);
	_autofree_ char *borrowed = mem_printf("GIT_ALTERNATE_OBJECT_DIRECTORIES=%s", folder);
	_autofree_ char *wanted = mem_printf("%s\n^%s\n", commit, base), *name = 0;
	const char *const env[] = { borrowed, 0 };
	const struct git git = { .dir = ws->path, .git_dir = git_dir, .env = env };
	int status = 0;

	if (text_same(commit, base))
		return 0;
	if (git_ask(&git, GIT("pack-objects", "-q", "--revs", pack), wanted, &status, &name, err))
		return err->code;
	return status ? err_set(err, ERR_CHILD, "cannot copy commit '%s' (status %d)", commit, status) : 0;
}

int inside_detach(const struct workspace *ws, const char *commit, const char *base, bool is_anew, struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git"), *line = mem_printf("%s\n", commit);
	const struct git git = { .dir = ws->path, .git_dir = git_dir };
	bool is_worktree = ws->kind == WORKSPACE_worktree;

	/* A worktree of the lead's has all that he has, and no folder of its own for it. */
	if ((!is_worktree && copy_commit(ws, commit, base, err)) || inside_switch(ws, commit, is_anew, err))
		return err->code;
	return is_worktree ? git_run(&git, GIT("update-ref", "--no-deref", "HEAD", commit), err)
			   : seed_file(git_dir, "HEAD", line, err);
}

int inside_detach_on_base(const struct workspace *ws, const struct base *base, const char *commit, bool *needs_setup,
			  struct err *err)
{
	struct git lead = site_lead(ws);
	_autofree_ char *changed = 0;

	if (git_changed_paths(&lead, base->commit, commit, &changed, err) ||
	    inside_detach(ws, commit, base->commit, manifest_has_attributes(changed), err))
		return err->code;
	/* What setup had changed in tracked files is gone with the switch. */
	*needs_setup = base->is_dirty || manifest_is_among(changed, ws->base->setup_when);
	return 0;
}
