/* site.c - see site.h. */
#include "workspace/site.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/mounts_overlay.h"
#include "workspace/pieces.h"

#include <string.h>
#include <sys/stat.h>

enum { MAX_LIST = 1 << 20, MAX_WORD = 64 };

char *site_beside(const struct workspace *ws, const char *what)
{
	return mem_printf("%s.%s", ws->path, what);
}

char *site_inside(const struct workspace *ws, const char *inside)
{
	return mem_printf("%s/%s", ws->path, inside);
}

bool site_kind(const struct workspace *ws, enum workspace_kind *kind)
{
	_autofree_ char *path = site_beside(ws, "kind"), *word = fs_read_tail(path, MAX_WORD, 0);
	_autofree_ char *upper = site_beside(ws, "upper"), *ready = site_beside(ws, "ready");

	if (workspace_kind_of_word(word, kind))
		return true;
	*kind = fs_exists(upper) ? WORKSPACE_overlay : WORKSPACE_clone;
	return fs_exists(upper) || fs_exists(ready);
}

struct git site_lead(const struct workspace *ws)
{
	return (struct git){ .dir = ws->git_dir, .git_dir = ws->git_dir };
}

int site_check_top(const struct workspace *ws, struct err *err)
{
	_autofree_ char *upper = site_beside(ws, "upper");
	struct stat st;

	if (fs_exists(upper) && !mount_is_at(ws->path))
		return err_set(err, ERR_MISSING, "the workspace '%s' is not mounted", ws->path);
	if (lstat(ws->path, &st) || !S_ISDIR(st.st_mode))
		return err_set(err, ERR_CHILD, "the agent broke its workspace: '%s' is no folder", ws->path);
	return 0;
}

int site_check_agent(const struct workspace *ws, struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git"), *common = site_inside(ws, ".git/commondir");
	struct stat st;

	if (site_check_top(ws, err))
		return err->code;
	if (lstat(git_dir, &st) || !S_ISDIR(st.st_mode) || fs_exists(common))
		return err_set(err, ERR_CHILD, "the agent broke its repository: '%s' is not one", git_dir);
	return 0;
}

int site_check_plain(const struct workspace *ws, const char *inside, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/.git/%s", ws->path, inside);
	size_t at = strlen(ws->path) + 1;
	struct stat st;

	while (path[at]) {
		_autofree_ char *part = 0;

		at += strcspn(path + at, "/");
		part = mem_dup_part(path, at);
		if (!lstat(part, &st) && S_ISLNK(st.st_mode))
			return err_set(err, ERR_CHILD, "the agent broke its repository: '%s' is a link", part);
		at += path[at] == '/';
	}
	return 0;
}

char *site_objects(const struct workspace *ws)
{
	_autofree_ char *path = site_beside(ws, "objects");

	return fs_read_tail(path, MAX_LIST, 0);
}

char *site_shallow(const struct workspace *ws)
{
	_autofree_ char *objects = site_objects(ws);

	return pieces_shallow(objects);
}

int site_note_objects(const struct workspace *ws, const char *objects, struct err *err)
{
	_autofree_ char *path = site_beside(ws, "objects");

	return fs_write(path, objects, strlen(objects), err);
}

int site_mount(const struct workspace *ws, const char *lowers, struct err *err)
{
	_autofree_ char *upper = site_beside(ws, "upper"), *work = site_beside(ws, "overlay");

	if (mount_is_at(ws->path))
		return 0;
	/* The kernel's folder has nothing that a mount needs from the one before. */
	if (fs_remove_tree(work, err) || fs_make_dirs(work, err) || fs_make_open_dirs(ws->path, err))
		return err->code;
	return mount_overlay(&(struct mount_overlay){ .lowers = lowers, .upper = upper, .work = work }, ws->path,
			     err);
}

int site_remove(const struct workspace *ws, struct err *err)
{
	/* The mark of a complete one goes first, what it stands on last. */
	static const char *const beside[] = { "ready", "known", "vault", "upper", "overlay", "objects", "base", "setup",
					      "cone", "prefix", "admin", "kind", 0 };

	if (mount_drop(ws->path, err))
		return err->code;
	for (int i = 0; beside[i]; i++) {
		_autofree_ char *path = site_beside(ws, beside[i]);

		FAULT("workspace.removing");
		if (fs_remove_tree(path, err))
			return err->code;
	}
	return fs_remove_tree(ws->path, err);
}

int site_finish(const struct workspace *ws, const char *base, struct err *err)
{
	_autofree_ char *ready = site_beside(ws, "ready");

	FAULT("workspace.made");
	if (fs_write(ready, base, strlen(base), err))
		return err->code;
	FAULT("workspace.ready");
	return 0;
}

int site_saved(const struct workspace *ws, struct site_saved *saved, struct err *err)
{
	struct git lead = site_lead(ws);
	_autofree_ char *list = 0;
	struct lines walk;

	if (!ws->saved_ref && !ws->head_ref)
		return 0;
	if (git_line(&lead, GIT("for-each-ref", "--format=%(objectname) %(refname)", ws->saved_ref ? ws->saved_ref : ws->head_ref,
				ws->head_ref), &list, err))
		return err->code;
	LINES_EACH(walk, list) {
		const char *space = strchr(walk.line, ' '), *name = space ? space + 1 : "";

		if (text_same(name, ws->saved_ref))
			mem_replace(&saved->files, mem_dup_part(walk.line, (size_t)(space - walk.line)));
		if (text_same(name, ws->head_ref))
			mem_replace(&saved->head, mem_dup_part(walk.line, (size_t)(space - walk.line)));
	}
	return 0;
}

void site_saved_release(struct site_saved *saved)
{
	free(saved->files);
	free(saved->head);
	*saved = (struct site_saved){ 0 };
}
