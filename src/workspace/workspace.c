/* workspace.c - made, found again, removed; see workspace.h. Saving is in carry.c. */
#include "workspace/workspace.h"

#include "base/mem.h"
#include "sys/fs.h"
#include "workspace/clone.h"
#include "workspace/copied.h"
#include "workspace/inside.h"
#include "workspace/overlay.h"
#include "workspace/site.h"
#include "workspace/worktree.h"

#include <string.h>

/* Before anything else is there: removing a half-made one takes knowing what it was to be. */
static int begin(const struct workspace *ws, struct err *err)
{
	_autofree_ char *room = mem_dup_part(ws->path, (size_t)(strrchr(ws->path, '/') - ws->path));
	_autofree_ char *path = site_beside(ws, "kind");
	const char *word = workspace_kind_word(ws->kind);

	if (workspace_remove(ws, err) || fs_make_dirs(room, err))
		return err->code;
	return fs_write(path, word, strlen(word), err);
}

static int make_kind(const struct workspace *ws, const char *base, const struct workspace_identity *who, struct err *err)
{
	switch (ws->kind) {
	case WORKSPACE_overlay:
		return overlay_make(ws, base, who, err);
	case WORKSPACE_snapshot:
	case WORKSPACE_reflink:
		return copied_make(ws, base, who, err);
	case WORKSPACE_worktree:
		return worktree_make(ws, base, err);
	case WORKSPACE_sparse:
	case WORKSPACE_clone:
		return clone_make(ws, base, who, err);
	case WORKSPACE_shared:
		break;
	}
	return err_set(err, ERR_USAGE, "a shared checkout is no workspace of a session's own");
}

/* Nothing is left of one that could not be made. */
static int give_up(const struct workspace *ws, struct err *err)
{
	_cleanup_(err_release) struct err late = ERR_INIT;

	(void)!workspace_remove(ws, &late);
	return err->code;
}

static int make(const struct workspace *ws, const char *base, const struct workspace_identity *who, struct err *err)
{
	if (begin(ws, err))
		return err->code;
	if (make_kind(ws, base, who, err) || inside_bring_back(ws, err))
		return give_up(ws, err);
	return site_finish(ws, base, err);
}

bool workspace_is_ready(const struct workspace *ws)
{
	_autofree_ char *ready = site_beside(ws, "ready"), *upper = site_beside(ws, "upper");

	/* The folder that an overlay is mounted at holds nothing. */
	return fs_exists(ready) && (fs_is_dir(ws->path) || fs_is_dir(upper));
}

int workspace_mount(const struct workspace *ws, struct err *err)
{
	_autofree_ char *upper = site_beside(ws, "upper");

	/* It is what it was made as, whatever is made today. */
	return fs_exists(upper) ? overlay_mount(ws, err) : 0;
}

char *workspace_shown(const struct workspace *ws)
{
	enum workspace_kind kind;

	return site_kind(ws, &kind) && kind == WORKSPACE_worktree ? worktree_shown(ws) : mem_dup("");
}

char *workspace_objects(const struct workspace *ws)
{
	return site_objects(ws);
}

bool workspace_kind_at(const struct workspace *ws, enum workspace_kind *kind)
{
	return workspace_is_ready(ws) && site_kind(ws, kind);
}

bool workspace_needs_setup(const struct workspace *ws)
{
	_autofree_ char *noted = site_beside(ws, "setup");
	enum workspace_kind kind;

	return workspace_kind_at(ws, &kind) && !workspace_kind_has_base(kind) && !fs_exists(noted);
}

int workspace_note_setup(const struct workspace *ws, struct err *err)
{
	_autofree_ char *noted = site_beside(ws, "setup");

	return fs_write(noted, "", 0, err);
}

/* One of the lead's own worktrees has all that the lead's repository has. */
static int borrow_more(const struct workspace *ws, const char *base, struct err *err)
{
	enum workspace_kind kind;

	return site_kind(ws, &kind) && kind == WORKSPACE_worktree ? 0 : inside_borrow_more(ws, base, err);
}

int workspace_prepare(const struct workspace *ws, const char *base,
		      const struct workspace_identity *who, struct err *err)
{
	int code;

	if (!workspace_is_ready(ws))
		code = make(ws, base, who, err);
	else
		code = workspace_mount(ws, err) ? err->code : borrow_more(ws, base, err);
	return code ? err_wrap(err, "cannot prepare the workspace '%s'", ws->path) : 0;
}

static int make_check_on_base(const struct workspace *ws, const char *commit, const char *base, bool *needs_setup,
			      struct err *err)
{
	return ws->kind == WORKSPACE_overlay ? overlay_make_check(ws, commit, base, needs_setup, err)
					     : copied_make_check(ws, commit, base, needs_setup, err);
}

int workspace_prepare_check(const struct workspace *ws, const char *commit, const char *base,
			    bool *needs_setup, struct err *err)
{
	int code;

	*needs_setup = true;
	if (begin(ws, err))
		code = err->code;
	else if (workspace_kind_has_base(ws->kind))
		code = make_check_on_base(ws, commit, base, needs_setup, err);
	else
		code = make_kind(ws, base, 0, err) ? err->code : inside_detach(ws, commit, base, true, err);
	if (code)
		give_up(ws, err);
	return code ? err_wrap(err, "cannot prepare the workspace '%s'", ws->path) : 0;
}

int workspace_leave(const struct workspace *ws, struct err *err)
{
	enum workspace_kind kind;

	return site_kind(ws, &kind) && kind == WORKSPACE_worktree ? worktree_remove(ws, err) : 0;
}

int workspace_remove(const struct workspace *ws, struct err *err)
{
	return workspace_leave(ws, err) ? err->code : site_remove(ws, err);
}
