/* save.c - what an agent leaves, brought into the lead's repository; see workspace.h. */
#include "workspace/workspace.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/pieces.h"
#include "workspace/site.h"
#include "workspace/trap.h"
#include "workspace/tree.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_ID = 200 };

static const char *const our_identity[] = {
	"GIT_AUTHOR_NAME=leadhand", "GIT_AUTHOR_EMAIL=leadhand@localhost.invalid",
	"GIT_COMMITTER_NAME=leadhand", "GIT_COMMITTER_EMAIL=leadhand@localhost.invalid", 0,
};

/* The commit of a name, or NULL where there is none. */
static char *commit_or_none(const struct git *lead, const char *name)
{
	struct err none = ERR_INIT;
	char *commit = 0;

	if (name && git_commit_of(lead, name, &commit, &none))
		err_release(&none);
	return commit;
}

/* The commit that the workspace was made at, as we noted it outside of the agent's reach. */
static char *base_of(const struct workspace *ws, const struct git *lead)
{
	_autofree_ char *ready = site_beside(ws, "ready"), *id = fs_read_tail(ready, MAX_ID, 0);

	return text_is_oid(id) ? commit_or_none(lead, id) : 0;
}

static int save_tree(const struct workspace *ws, const char *tree, const char *parent, char **commit,
		     struct err *err)
{
	_autofree_ char *message = mem_printf("Checkpoint of %s", strrchr(ws->path, '/') + 1);
	struct git lead = site_lead(ws);

	lead.env = our_identity;
	return git_line(&lead, GIT("commit-tree", "-m", message, tree, parent ? "-p" : 0, parent), commit, err);
}

int workspace_checkpoint(const struct workspace *ws, const char *ref, char **commit, struct err *err)
{
	struct git lead = site_lead(ws);
	_autofree_ char *before = commit_or_none(&lead, ref), *base = base_of(ws, &lead);
	_autofree_ char *tree = 0, *tree_before = 0, *made = 0;
	const char *parent = before ? before : base;

	trap_clear(ws);
	if (tree_write(ws, parent, &tree, err))
		return err_wrap(err, "cannot save the workspace '%s'", ws->path);
	if (before && git_tree_of(&lead, before, &tree_before, err))
		return err->code;
	if (before && text_same(tree, tree_before)) {
		*commit = steal(&before);
		return 0;
	}
	if (save_tree(ws, tree, parent, &made, err) ||
	    git_set_ref(&lead, ref, made, before ? before : "", "leadhand: checkpoint", err))
		return err_wrap(err, "cannot save the workspace '%s'", ws->path);
	*commit = steal(&made);
	return 0;
}

/*
 * Git run in the agent's repository would read its settings; so a repository of ours borrows the agent's
 * objects, names the one commit, and is what the lead's repository fetches from.
 */
static int make_between(const struct workspace *ws, const char *between, const char *commit, struct err *err)
{
	_autofree_ char *alternates = mem_printf("%s/objects/info/alternates", between);
	_autofree_ char *borrowed = site_objects(ws), *shallow = pieces_shallow(borrowed);
	_autofree_ char *objects = mem_printf("%s/.git/objects\n%s\n", ws->path, borrowed);
	_autofree_ char *copy = mem_printf("%s/shallow", between), *format = 0;
	struct git git = { .dir = between, .git_dir = between, .is_foreign = true };

	if (fs_make_dirs(between, err) || site_format(ws, &format, err) ||
	    git_run(&git, GIT("init", "-q", "--bare", "--template=", format), err) ||
	    fs_write(alternates, objects, strlen(objects), err))
		return err->code;
	if (*shallow && fs_write(copy, shallow, strlen(shallow), err))
		return err->code;
	return git_run(&git, GIT("update-ref", "refs/heads/head", commit), err);
}

static int fetch_head(const struct workspace *ws, const char *ref, char **commit, struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git"), *between = site_beside(ws, "import"), *id = 0;
	struct git agent = { .dir = ws->path, .git_dir = git_dir, .is_foreign = true,
			     .limit_ms = SITE_BRIEF_MS };
	struct git lead = site_lead(ws);

	lead.is_foreign = true;
	if (site_check_agent(ws, err) || git_line(&agent, GIT("rev-parse", "--verify", "HEAD"), &id, err))
		return err->code;
	if (!text_is_oid(id))
		return err_set(err, ERR_CHILD, "the agent broke its repository: it has no commit");
	/* What goes into the lead's repository is checked as if it came from the network. */
	if (make_between(ws, between, id, err) ||
	    git_run(&lead, GIT("-c", "fetch.fsckObjects=true", "-c", "fetch.writeCommitGraph=false", "fetch", "-q",
			       "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
			       "--no-recurse-submodules", between, "refs/heads/head"), err) ||
	    git_set_ref(&lead, ref, id, 0, "leadhand: take over", err))
		return err->code;
	*commit = steal(&id);
	return 0;
}

int workspace_import(const struct workspace *ws, const char *ref, struct workspace_head *head,
		     struct err *err)
{
	_cleanup_(workspace_head_release) struct workspace_head made = { 0 };
	struct git lead = site_lead(ws);

	trap_clear(ws);
	if (fetch_head(ws, ref, &made.commit, err) || git_tree_of(&lead, made.commit, &made.tree, err) ||
	    tree_count_loose(ws, made.commit, &made.loose, err))
		return err_wrap(err, "cannot take over the work in '%s'", ws->path);
	*head = move(&made);
	return 0;
}

void workspace_head_release(struct workspace_head *head)
{
	free(head->commit);
	free(head->tree);
	*head = (struct workspace_head){ 0 };
}
