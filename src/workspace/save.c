/* save.c - see save.h. */
#include "workspace/save.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/seed.h"
#include "workspace/site.h"
#include "workspace/trap.h"
#include "workspace/tree.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_SMALL = 1 << 20 };

static int save_tree(const struct workspace *ws, const char *tree, const char *parent, char **commit,
		     struct err *err)
{
	_autofree_ char *message = mem_printf("Checkpoint of %s", strrchr(ws->path, '/') + 1);
	struct git vault = site_lead(ws);

	vault.env = git_our_identity;
	return git_line(&vault, GIT("commit-tree", "-m", message, tree, "-p", parent), commit, err);
}

int save_files_of(const struct workspace *ws, const char *base, char **commit, long long *left_out,
		  struct err *err)
{
	struct git vault = site_lead(ws);
	_autofree_ char *before = git_commit_or_none(&vault, ws->saved_ref);
	_autofree_ char *tree = 0, *tree_before = 0, *made = 0;
	const char *parent = before ? before : base;

	trap_clear(ws);
	if (tree_write(ws, parent, &tree, left_out, err))
		return err_wrap(err, "cannot save the workspace '%s'", ws->path);
	if (before && git_tree_of(&vault, before, &tree_before, err))
		return err->code;
	if (before && text_same(tree, tree_before)) {
		*commit = steal(&before);
		return 0;
	}
	if (save_tree(ws, tree, parent, &made, err) ||
	    git_set_ref(&vault, ws->saved_ref, made, before ? before : "", "leadhand: checkpoint", err))
		return err_wrap(err, "cannot save the workspace '%s'", ws->path);
	*commit = steal(&made);
	return 0;
}

/*
 * Git run in the agent's repository would read its settings; so a repository of ours borrows the agent's
 * objects, names the one commit, and is what the vault fetches from.
 */
static int make_between(const struct workspace *ws, const char *between, const char *commit, struct err *err)
{
	_autofree_ char *objects = mem_printf("%s/.git/objects\n%s/objects", ws->path, ws->git_dir);
	_autofree_ char *cut = mem_printf("%s/shallow", ws->git_dir), *shallow = fs_read_tail(cut, MAX_SMALL, 0);
	const struct seed seed = { .branch = "head", .commit = commit, .objects = objects, .shallow = shallow,
				   .is_bare = true };

	return fs_remove_tree(between, err) ? err->code : seed_write(between, &seed, commit, err);
}

static int fetch_head(const struct workspace *ws, char **commit, struct err *err)
{
	_autofree_ char *git_dir = site_inside(ws, ".git"), *between = mem_printf("%s/import", ws->git_dir), *id = 0;
	struct git agent = { .dir = ws->path, .git_dir = git_dir, .is_foreign = true,
			     .limit_ms = SITE_BRIEF_MS };
	struct git vault = site_lead(ws);

	vault.is_foreign = true;
	if (site_check_agent(ws, err) || git_line(&agent, GIT("rev-parse", "--verify", "HEAD"), &id, err))
		return err->code;
	if (!text_is_oid(id))
		return err_set(err, ERR_CHILD, "the agent broke its repository: it has no commit");
	/* What the agent made is checked as if it came from the network. */
	if (make_between(ws, between, id, err) ||
	    git_run(&vault, GIT("-c", "fetch.fsckObjects=true", "-c", "fetch.writeCommitGraph=false", "fetch", "-q",
				"--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
				"--no-recurse-submodules", between, "refs/heads/head"), err) ||
	    git_set_ref(&vault, ws->head_ref, id, 0, "leadhand: take over", err))
		return err->code;
	*commit = steal(&id);
	return 0;
}

int save_head_of(const struct workspace *ws, struct workspace_head *head, struct err *err)
{
	_cleanup_(workspace_head_release) struct workspace_head made = { 0 };

	trap_clear(ws);
	if (fetch_head(ws, &made.commit, err) || tree_count_loose(ws, made.commit, &made.loose, err))
		return err_wrap(err, "cannot take over the work in '%s'", ws->path);
	*head = move(&made);
	return 0;
}

/* What the agent wrote lies among the lead's objects already, unchecked: so it is packed, and the pack is checked. */
static int check_objects(const struct workspace *ws, const char *base, const char *commit, struct err *err)
{
	_autofree_ char *folder = mem_printf("%s/checked", ws->git_dir), *name = mem_printf("%s/new", folder);
	_autofree_ char *wanted = mem_printf("%s\n^%s\n", commit, base), *hash = 0, *pack = 0;
	struct git vault = site_lead(ws);
	int status;

	vault.is_foreign = true;
	if (fs_remove_tree(folder, err) || fs_make_dirs(folder, err) ||
	    git_ask(&vault, GIT("pack-objects", "-q", "--revs", name), wanted, &status, &hash, err))
		return err->code;
	if (status)
		return err_set(err, ERR_CHILD, "the agent broke its repository: objects of its commit are missing");
	hash[strcspn(hash, "\n")] = 0;
	pack = mem_printf("%s-%s.pack", name, hash);
	if (git_run(&vault, GIT("index-pack", "--strict", "--fsck-objects", pack), err))
		return err->code;
	return fs_remove_tree(folder, err);
}

int save_named_head_of(const struct workspace *ws, const char *base, const char *commit, struct workspace_head *head,
		       struct err *err)
{
	_cleanup_(workspace_head_release) struct workspace_head made = { 0 };
	struct git vault = site_lead(ws);

	trap_clear(ws);
	if (!text_is_oid(commit))
		return err_set(err, ERR_CHILD, "the agent broke its repository: it has no commit");
	if (check_objects(ws, base, commit, err) ||
	    git_set_ref(&vault, ws->head_ref, commit, 0, "leadhand: take over", err) ||
	    tree_count_loose(ws, commit, &made.loose, err))
		return err_wrap(err, "cannot take over the work in '%s'", ws->path);
	made.commit = mem_dup(commit);
	*head = move(&made);
	return 0;
}

int save_origin_of(const struct workspace *ws, const char *base, const char *objects, struct err *err)
{
	static const char alternates[] = "objects/info/alternates";
	_autofree_ char *git_dir = site_inside(ws, ".git"), *borrowed = mem_printf("%s\n", objects);
	_autofree_ char *ref = mem_printf("refs/remotes/origin/%s", ws->target);
	_autofree_ char *log = mem_printf("logs/%s", ref);
	struct git git = { .dir = ws->path, .git_dir = git_dir, .is_foreign = true,
			   .limit_ms = SITE_BRIEF_MS };

	/* First: through a link it would be another repository that is cleaned. */
	if (site_check_agent(ws, err))
		return err->code;
	trap_clear(ws);
	trap_unlock(ws);
	if (site_check_plain(ws, ref, err) || site_check_plain(ws, log, err) ||
	    site_check_plain(ws, "logs/HEAD", err) || site_check_plain(ws, alternates, err) ||
	    seed_file(git_dir, alternates, borrowed, err))
		return err->code;
	/* The ref may have become a symbolic one, and what it names may lie behind a link. */
	return git_run(&git, GIT("update-ref", "--no-deref", "-m", "base", ref, base), err);
}

void workspace_head_release(struct workspace_head *head)
{
	free(head->commit);
	free(head->tree);
	*head = (struct workspace_head){ 0 };
}
