/* inside.c - see inside.h; what checks stand on is in detach.c. */
#include "workspace/inside.h"

#include "base/mem.h"
#include "base/text.h"
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

/* A worktree of the lead's has all that he has. */
static int take_over(const struct workspace *ws, const struct git *git, const char *commit, struct err *err)
{
	return !commit || ws->kind == WORKSPACE_worktree ? 0 : fetch(ws, git, commit, err);
}

static int stand_on(const struct workspace *ws, const struct git *git, const char *head, struct err *err)
{
	/* In a worktree the branch of that name is the lead's. */
	_autofree_ char *branch = ws->kind == WORKSPACE_worktree ? mem_dup("HEAD") : mem_printf("refs/heads/%s", ws->target);

	if (inside_switch(ws, head, false, err))
		return err->code;
	return git_set_ref(git, branch, head, 0, "bring back", err);
}

int inside_bring_back(const struct workspace *ws, struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git");
	_cleanup_(site_saved_release) struct site_saved saved = { 0 };
	const struct git git = { .dir = ws->path, .git_dir = git_dir };

	if (site_saved(ws, &saved, err) || take_over(ws, &git, saved.head, err) ||
	    take_over(ws, &git, saved.files, err) || (saved.head && stand_on(ws, &git, saved.head, err)) ||
	    (saved.files && (inside_switch(ws, saved.files, false, err) ||
			     git_run(&git, GIT("read-tree", "-m", "HEAD"), err))))
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
