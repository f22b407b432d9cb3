/* own.c - see own.h. */
#include "swarm/own.h"

#include "base/buf.h"
#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "swarm/move.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_NAMES = 64 << 20, MAX_FILE_BYTES = 1 << 30 };

/* What differs from the index, each name with its NUL. */
struct edits {
	struct buf changed, gone, untracked;
	long long n;
};

#define EDITS_INIT { BUF_INIT(MAX_NAMES), BUF_INIT(MAX_NAMES), BUF_INIT(MAX_NAMES), 0 }

static void edits_release(struct edits *edits)
{
	buf_release(&edits->changed);
	buf_release(&edits->gone);
	buf_release(&edits->untracked);
}

static void edits_add(struct edits *edits, struct buf *names, const char *name)
{
	buf_add(names, name, strlen(name) + 1);
	edits->n++;
}

static int find_tracked(const struct git *git, const char *own, struct edits *edits, struct err *err)
{
	_autofree_ char *list = 0;
	const char *name;
	size_t len;

	if (git_read(git, GIT("diff-files", "--name-status", "-z", "--ignore-submodules=all"), &list, &len, err))
		return err->code;
	for (const char *at = list; at < list + len; at = name + strlen(name) + 1) {
		name = at + strlen(at) + 1;
		if (glob_match_any(own, name))
			edits_add(edits, *at == 'D' ? &edits->gone : &edits->changed, name);
	}
	return 0;
}

/* Repositories that somebody made below are left alone; what is in them is nobody's commit. */
static int find_untracked(const struct git *git, const char *own, struct edits *edits, struct err *err)
{
	_autofree_ char *list = 0;
	size_t len;

	if (git_read(git, GIT("ls-files", "-o", "-z", "--exclude-standard"), &list, &len, err))
		return err->code;
	for (const char *name = list; name < list + len; name += strlen(name) + 1)
		if (!text_ends(name, "/") && glob_match_any(own, name))
			edits_add(edits, &edits->untracked, name);
	return 0;
}

/* How the session's paths differ from a commit; the index of `git` is left at it. */
static int find_edits(const struct swarm *swarm, const struct git *git, const char *commit, struct edits *edits,
		      struct err *err)
{
	_autofree_ char *own = yard_own(swarm);
	int status;

	if (yard_load(git, commit, err) ||
	    git_ask(git, GIT("update-index", "-q", "--refresh", "--ignore-submodules"), 0, &status, 0, err) ||
	    find_tracked(git, own, edits, err) || find_untracked(git, own, edits, err))
		return err->code;
	if (edits->changed.is_cut || edits->gone.is_cut || edits->untracked.is_cut)
		return err_set(err, ERR_CHILD, "there are too many files in '%s'", swarm->at.path);
	return 0;
}

int own_count_loose(const struct swarm *swarm, const char *commit, long long *loose, struct err *err)
{
	_cleanup_(edits_release) struct edits edits = EDITS_INIT;
	_autofree_ char *index = yard_room(swarm, "loose.index"), *ours = yard_ours(swarm);
	struct git git = yard_git(swarm, ours, index);

	if (find_edits(swarm, &git, commit, &edits, err))
		return err->code;
	*loose = edits.n;
	return 0;
}

/* A file that cannot be read, or is none any more, would stop git from taking all the others. */
static bool can_be_taken(const struct swarm *swarm, const char *name)
{
	_autofree_ char *path = mem_printf("%s/%s", swarm->at.path, name);
	struct stat st;

	if (lstat(path, &st))
		return false;
	return S_ISLNK(st.st_mode) ||
	       (S_ISREG(st.st_mode) && st.st_size <= MAX_FILE_BYTES && !access(path, R_OK));
}

static int stage(const struct swarm *swarm, const struct git *git, const struct buf *names, struct err *err)
{
	_cleanup_(buf_release) struct buf taken = BUF_INIT(MAX_NAMES);
	const char *end = names->data + names->len;

	for (const char *name = names->data; name < end; name += strlen(name) + 1)
		if (can_be_taken(swarm, name))
			buf_add(&taken, name, strlen(name) + 1);
	if (!taken.len)
		return 0;
	return git_feed(git, GIT("update-index", "-z", "--add", "--replace", "--remove", "--stdin"), taken.data,
			taken.len, 0, err);
}

int own_tree(const struct swarm *swarm, const char *from, char **tree, struct err *err)
{
	_cleanup_(edits_release) struct edits edits = EDITS_INIT;
	_autofree_ char *index = yard_room(swarm, "save.index");
	_autofree_ char *ours = yard_ours(swarm);
	_autofree_ char *to = mem_printf("GIT_OBJECT_DIRECTORY=%s/objects", swarm->at.git_dir);
	struct git git = yard_git(swarm, ours, index);

	/* The lead's objects, but not the lead's filters: one of them may be a program that lies in the work tree. And no
	 * others: git does not write what it finds elsewhere, and there it would go with the checkout. */
	git.env = (const char *const[]){ to, 0 };

	if (find_edits(swarm, &git, from, &edits, err))
		return err->code;
	if (edits.gone.len && git_feed(&git, GIT("update-index", "-z", "--force-remove", "--stdin"), edits.gone.data,
				       edits.gone.len, 0, err))
		return err->code;
	if (stage(swarm, &git, &edits.changed, err) || stage(swarm, &git, &edits.untracked, err))
		return err->code;
	return git_line(&git, GIT("write-tree"), tree, err);
}

/* Lines for update-index: how the session's paths change between two commits. */
static int changes(const struct swarm *swarm, const struct git *git, const char *const ends[2], struct buf *info,
		   struct err *err)
{
	_autofree_ char *own = yard_own(swarm), *list = 0;
	size_t len;

	if (git_read(git, GIT("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", ends[0], ends[1]), &list,
		     &len, err))
		return err->code;
	for (const char *at = list; at < list + len;) {
		const char *path = at + strlen(at) + 1;

		if (glob_match_any(own, path))
			yard_index_line(info, at, path, false);
		at = path + strlen(path) + 1;
	}
	return 0;
}

int own_commit(const struct swarm *swarm, const char *from, const char *to, const char *message, struct err *err)
{
	_cleanup_(buf_release) struct buf info = BUF_INIT(MAX_NAMES);
	_autofree_ char *ours = yard_ours(swarm), *index = mem_printf("%s.index", swarm->at.path);
	_autofree_ char *tip = 0, *tree = 0, *commit = 0;
	struct git git = yard_git(swarm, ours, index);

	if (yard_tip(swarm, &tip, err) || changes(swarm, &git, (const char *const[]){ from, to }, &info, err))
		return err->code;
	if (!info.len)
		return 0;
	git.env = git_our_identity;
	if (yard_load(&git, tip, err) ||
	    git_feed(&git, GIT("update-index", "--replace", "-z", "--index-info"), info.data, info.len, 0, err) ||
	    git_line(&git, GIT("write-tree"), &tree, err) ||
	    git_line(&git, GIT("commit-tree", "-m", message, tree, "-p", tip), &commit, err))
		return err->code;
	return move_set_branch(swarm, tip, commit, err);
}

int own_force(const struct swarm *swarm, const char *commit, struct err *err)
{
	_cleanup_(edits_release) struct edits edits = EDITS_INIT;
	_autofree_ char *index = mem_printf("%s.index", swarm->at.path), *ours = yard_ours(swarm);
	struct git git = yard_git(swarm, ours, index);
	const char *end;

	if (find_edits(swarm, &git, commit, &edits, err))
		return err->code;
	end = edits.untracked.data + edits.untracked.len;
	for (const char *name = edits.untracked.data; name < end; name += strlen(name) + 1) {
		_autofree_ char *path = mem_printf("%s/%s", swarm->at.path, name);

		if (unlink(path) && errno != ENOENT)
			return err_set(err, ERR_SYSTEM, "cannot remove '%s': %s", path, strerror(errno));
	}
	buf_add(&edits.changed, edits.gone.data, edits.gone.len);
	if (!edits.changed.len)
		return 0;
	return git_feed(&git, GIT("checkout-index", "-f", "-u", "-z", "--stdin"), edits.changed.data,
			edits.changed.len, 0, err);
}

/* The lines that bring the index of `git` to the tip where `taken` matches and `held` does not. */
static int stale_lines(const struct swarm *swarm, const struct git *git, const char *const lists[2], struct buf *info,
		       struct err *err)
{
	_autofree_ char *tip = 0, *list = 0;
	size_t len;

	if (yard_tip(swarm, &tip, err) ||
	    git_read(git, GIT("diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", tip), &list,
		     &len, err))
		return err->code;
	for (const char *at = list; at < list + len;) {
		const char *path = at + strlen(at) + 1;

		if (glob_match_any(lists[0], path) && !glob_match_any(lists[1], path))
			yard_index_line(info, at, path, true);
		at = path + strlen(path) + 1;
	}
	return 0;
}

static int refresh(const struct swarm *swarm, const char *const lists[2], struct err *err)
{
	_cleanup_(buf_release) struct buf info = BUF_INIT(MAX_NAMES);
	_autofree_ char *index = 0, *ours = yard_ours(swarm);
	struct git git = yard_git(swarm, ours, 0);

	if (yard_take_index(swarm, &index, err))
		return err->code;
	git.index = index;
	if (stale_lines(swarm, &git, lists, &info, err))
		return err->code;
	if (!info.len)
		return 0;
	if (git_feed(&git, GIT("update-index", "--replace", "-z", "--index-info"), info.data, info.len, 0, err))
		return err->code;
	return yard_give_index(swarm, index, err);
}

int own_refresh(const struct swarm *swarm, const char *taken, const char *held, struct err *err)
{
	_autofree_ char *lock = yard_room(swarm, "own/index.lock");
	_autoclose_ int fd = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int code;

	/* As git does it: so none of the session's writes the index meanwhile. */
	if (fd < 0)
		return err_set(err, ERR_CONFLICT, "cannot make '%s': %s", lock, strerror(errno));
	code = refresh(swarm, (const char *const[]){ taken, held }, err);
	unlink(lock);
	return code;
}
