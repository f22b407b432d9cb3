/* inside.c - see inside.h. */
#include "workspace/inside.h"

#include "base/mem.h"
#include "base/text.h"
#include "workspace/base.h"
#include "workspace/manifest.h"
#include "workspace/pieces.h"
#include "workspace/repository.h"
#include "workspace/site.h"

#include <string.h>
#include <unistd.h>

static int fetch(const struct workspace *ws, const struct git *git, const char *refspec, struct err *err)
{
	/* By number any commit can be asked for since protocol 2. A shallow repository has shallow copies. */
	return git_run(git, GIT("-c", "protocol.version=2", "-c", "protocol.file.allow=always",
				"-c", "fetch.fsckObjects=false", "-c", "fetch.writeCommitGraph=false",
				"fetch", "-q", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
				"--no-recurse-submodules", "--update-shallow", ws->git_dir, refspec), err);
}

int inside_switch(const struct workspace *ws, const char *commit, bool is_anew, struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git"), *index = site_inside(ws, ".git/index");
	const struct git git = { .dir = ws->path, .git_dir = git_dir };

	if (repository_switch(&git, commit, err))
		return err->code;
	if (!is_anew)
		return 0;
	unlink(index);
	return repository_switch(&git, commit, err);
}

int inside_detach(const struct workspace *ws, const char *commit, bool is_anew, struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git");
	_autofree_ char *refspec = mem_printf("+%s:refs/leadhand/check", commit);
	const struct git git = { .dir = ws->path, .git_dir = git_dir };

	if (fetch(ws, &git, refspec, err) || inside_switch(ws, commit, is_anew, err))
		return err->code;
	return git_run(&git, GIT("update-ref", "--no-deref", "HEAD", commit), err);
}

int inside_detach_on_base(const struct workspace *ws, const struct base *base, const char *commit, bool *needs_setup,
			  struct err *err)
{
	struct git lead = site_lead(ws);
	_autofree_ char *changed = 0;

	if (git_changed_paths(&lead, base->commit, commit, &changed, err) ||
	    inside_detach(ws, commit, manifest_has_attributes(changed), err))
		return err->code;
	/* What setup had changed in tracked files is gone with the switch. */
	*needs_setup = base->is_dirty || manifest_is_among(changed, ws->base->setup_when);
	return 0;
}

/* The commit of a ref of the lead's, in the workspace's repository too; NULL where there is none. */
static int take_over(const struct workspace *ws, const struct git *git, const char *ref, char **id,
		     struct err *err)
{
	struct git lead = site_lead(ws);
	struct err none = ERR_INIT;

	if (!ref || git_commit_of(&lead, ref, id, &none)) {
		err_release(&none);
		return 0;
	}
	/* A worktree of the lead's has all that he has. */
	return ws->kind == WORKSPACE_worktree ? 0 : fetch(ws, git, *id, err);
}

static int stand_on(const struct workspace *ws, const struct git *git, const char *head, struct err *err)
{
	/* In a worktree the branch of that name is the lead's. */
	_autofree_ char *branch = ws->kind == WORKSPACE_worktree ? mem_dup("HEAD") : mem_printf("refs/heads/%s", ws->target);

	if (inside_switch(ws, head, false, err))
		return err->code;
	return git_set_ref(git, branch, head, 0, "bring back", err);
}

/* Of a new session nothing is there: one git says so for both, and is most of what making a workspace costs. */
static int is_anything_left(const struct workspace *ws, bool *is_left, struct err *err)
{
	struct git lead = site_lead(ws);
	_autofree_ char *found = 0;

	*is_left = false;
	if (!ws->head_ref || !ws->saved_ref) {
		*is_left = ws->head_ref || ws->saved_ref;
		return 0;
	}
	if (git_line(&lead, GIT("for-each-ref", "--count=1", "--format=%(refname)", ws->head_ref, ws->saved_ref), &found,
		     err))
		return err->code;
	*is_left = *found;
	return 0;
}

int inside_bring_back(const struct workspace *ws, struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git"), *head = 0, *saved = 0;
	const struct git git = { .dir = ws->path, .git_dir = git_dir };
	bool is_left;

	if (is_anything_left(ws, &is_left, err))
		return err->code;
	if (!is_left)
		return 0;
	if (take_over(ws, &git, ws->head_ref, &head, err) || take_over(ws, &git, ws->saved_ref, &saved, err) ||
	    (head && stand_on(ws, &git, head, err)) ||
	    (saved && (inside_switch(ws, saved, false, err) || git_run(&git, GIT("read-tree", "-m", "HEAD"), err))))
		return err_wrap(err, "cannot bring back what the session did");
	return 0;
}

int inside_borrow_more(const struct workspace *ws, const char *base, struct err *err)
{
	const struct pieces pieces = { ws->git_dir, ws->store, ws->target };
	_autofree_ char *list = site_objects(ws), *more = 0;
	size_t before = lines_count(list);
	struct lines walk;

	if (pieces_of(&pieces, base, &more, err))
		return err->code;
	LINES_EACH(walk, more)
		if (!lines_has(list, walk.line))
			lines_add(&list, walk.line);
	return lines_count(list) == before ? 0 : site_note_objects(ws, list, err);
}
