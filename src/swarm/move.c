/* move.c - see move.h. */
#include "swarm/move.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "swarm/table.h"
#include "sys/fs.h"

#include <string.h>

enum { MAX_NAMES = 64 << 20, MAX_NOTE = 400 };

/* What has to be done to the files. */
struct plan {
	struct buf write, remove; /* names, each with its NUL */
};

static void plan_release(struct plan *plan)
{
	buf_release(&plan->write);
	buf_release(&plan->remove);
}

/* The paths that differ from a commit, in the work tree; the index is left at it. */
static int edited_since(const struct git *git, const char *commit, char **paths, struct err *err)
{
	int status;

	if (yard_load(git, commit, err) ||
	    git_ask(git, GIT("update-index", "-q", "--refresh", "--ignore-submodules"), 0, &status, 0, err))
		return err->code;
	return git_paths(git, GIT("diff-files", "--name-only", "-z", "--ignore-submodules=all"), paths, err);
}

/* `how` is git's letter for what happened to the path; whether an edit stands in the way. */
static bool plan_path(const struct swarm *swarm, struct plan *plan, char how, const char *path, const char *before,
		      const char *after)
{
	_autofree_ char *full = mem_printf("%s/%s", swarm->at.path, path);
	bool is_there = fs_exists(full), is_old = !lines_has(before, path), is_new = !lines_has(after, path);

	/* In the lists it would be written otherwise. */
	if (strchr(path, '\n'))
		return true;
	if (how == 'D') {
		if (is_there && is_old)
			buf_add(&plan->remove, path, strlen(path) + 1);
		return is_there && !is_old;
	}
	if (is_new && is_there)
		return false;
	if (how == 'A' ? is_there : !is_old)
		return true;
	buf_add(&plan->write, path, strlen(path) + 1);
	return false;
}

static int make_plan(const struct swarm *swarm, const struct git *git, const char *const ends[2], struct plan *plan,
		     struct err *err)
{
	_autofree_ char *before = 0, *after = 0, *list = 0;
	size_t len;

	/* The index is left at the second. */
	if (git_read(git, GIT("diff-tree", "-r", "-z", "--no-renames", "--name-status", ends[0], ends[1]), &list, &len,
		     err) ||
	    edited_since(git, ends[0], &before, err) || edited_since(git, ends[1], &after, err))
		return err->code;
	for (const char *at = list; at < list + len;) {
		const char *path = at + strlen(at) + 1;

		if (plan_path(swarm, plan, *at, path, before, after)) {
			_autofree_ char *name = text_clean(path, strlen(path), MAX_NOTE);

			return err_set(err, ERR_CONFLICT, "'%s' holds an edit that is not committed", name);
		}
		at = path + strlen(path) + 1;
	}
	return 0;
}

static int do_plan(const struct swarm *swarm, const struct git *git, const struct plan *plan, struct err *err)
{
	const char *end = plan->remove.data + plan->remove.len;

	for (const char *path = plan->remove.data; path < end; path += strlen(path) + 1) {
		_autofree_ char *full = mem_printf("%s/%s", swarm->at.path, path);

		if (unlink(full) && fs_exists(full))
			return err_set(err, ERR_SYSTEM, "cannot remove '%s'", full);
	}
	if (!plan->write.len)
		return 0;
	return git_feed(git, GIT("checkout-index", "-f", "-u", "-z", "--stdin"), plan->write.data, plan->write.len, 0,
			err);
}

static char *note_path(const struct swarm *swarm)
{
	return mem_printf("%s.moving", swarm->at.path);
}

int move_set_branch(const struct swarm *swarm, const char *from, const char *to, struct err *err)
{
	_autofree_ char *git_dir = yard_theirs(swarm), *branch = yard_branch(swarm), *note = note_path(swarm);
	struct git git = yard_git(swarm, git_dir, 0);

	if (git_set_ref(&git, branch, to, from, "leadhand: follow", err))
		return err->code;
	unlink(note);
	return 0;
}

int move_branch(const struct swarm *swarm, const char *from, const char *to, struct err *err)
{
	_autofree_ char *git_dir = yard_ours(swarm), *index = mem_printf("%s.index", swarm->at.path);
	_autofree_ char *note = note_path(swarm), *words = mem_printf("%s %s", from, to), *paths = 0;
	_cleanup_(plan_release) struct plan plan = { BUF_INIT(MAX_NAMES), BUF_INIT(MAX_NAMES) };
	struct git git = yard_git(swarm, git_dir, index);

	if (git_changed_paths(&git, from, to, &paths, err))
		return err->code;
	if (!text_is_empty(paths) &&
	    (make_plan(swarm, &git, (const char *const[]){ from, to }, &plan, err) ||
	     fs_write(note, words, strlen(words), err) || do_plan(swarm, &git, &plan, err)))
		return err->code;
	return move_set_branch(swarm, from, to, err);
}

int move_finish(const struct swarm *swarm, struct err *err)
{
	_autofree_ char *note = note_path(swarm), *words = fs_read_tail(note, MAX_NOTE, 0), *tip = 0;
	char *to = strchr(words, ' ');

	if (!to)
		return 0;
	*to++ = 0;
	if (yard_tip(swarm, &tip, err))
		return err->code;
	/* Somebody committed meanwhile: their paths are no part of it, and the next move sees what is left to do. */
	if (!text_same(tip, words) || !text_is_oid(to)) {
		unlink(note);
		return 0;
	}
	return move_branch(swarm, words, to, err);
}

static int is_ancestor(const struct git *git, const char *old, const char *young, bool *is, struct err *err)
{
	int status;

	if (git_ask(git, GIT("merge-base", "--is-ancestor", old, young), 0, &status, 0, err))
		return err->code;
	*is = !status;
	return 0;
}

/* The commit to move to, NULL where the two sides contradict each other: then the branch stays. */
static int merge_target(const struct swarm *swarm, const char *tip, const char *target, char **commit, struct err *err)
{
	_autofree_ char *git_dir = yard_ours(swarm), *said = 0;
	_autofree_ char *message = mem_printf("Follow %s", swarm->at.target);
	struct git git = yard_git(swarm, git_dir, 0);
	bool is_forward = false;
	int status;

	if (is_ancestor(&git, tip, target, &is_forward, err))
		return err->code;
	if (is_forward) {
		*commit = mem_dup(target);
		return 0;
	}
	if (git_ask(&git, GIT("merge-tree", "--write-tree", "--no-messages", tip, target), 0, &status, &said, err))
		return err->code;
	said[strcspn(said, "\n")] = 0;
	if (status || !text_is_oid(said))
		return 0;
	git.env = git_our_identity;
	return git_line(&git, GIT("commit-tree", "-m", message, said, "-p", tip, "-p", target), commit, err);
}

static bool is_held(const struct swarm *swarm, const char *paths)
{
	_cleanup_(reserve_free_claims) struct reserve claims = { 0 };
	_autofree_ char *folder = swarm_table(swarm->at.path);
	struct lines walk;
	bool held = false;

	table_read(folder, &claims);
	LINES_EACH(walk, paths) {
		long long holder = reserve_holder(&claims, walk.line);

		held |= holder && holder != swarm->session;
	}
	return held;
}

int move_to_target(const struct swarm *swarm, struct err *err)
{
	_autofree_ char *git_dir = yard_ours(swarm), *branch = yard_branch(swarm);
	_autofree_ char *tip = 0, *target = 0, *to = 0, *paths = 0;
	struct git git = yard_git(swarm, git_dir, 0), lead = yard_lead(swarm);
	_cleanup_(err_release) struct err edited = ERR_INIT;
	bool is_in = false;
	int code;

	if (yard_tip(swarm, &tip, err) || git_commit_of(&lead, branch, &target, err) ||
	    is_ancestor(&git, target, tip, &is_in, err))
		return err->code;
	if (is_in)
		return 0;
	if (merge_target(swarm, tip, target, &to, err))
		return err->code;
	if (!to)
		return 0;
	if (git_changed_paths(&git, tip, to, &paths, err))
		return err->code;
	if (is_held(swarm, paths))
		return 0;
	code = move_branch(swarm, tip, to, &edited);
	return !code || code == ERR_CONFLICT ? 0 : err_set(err, edited.code, "%s", edited.text);
}
