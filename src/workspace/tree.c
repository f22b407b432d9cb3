/* tree.c - see tree.h. */
#include "workspace/tree.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "workspace/site.h"
#include "workspace/sparse.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAX_NAMES = 64 << 20,
	MAX_NESTED = 8,
	MAX_FILE_BYTES = 1 << 30,
	MAX_NEW_FILES = 100000,
};

static int read_tree(const struct git *git, const char *from, struct err *err)
{
	return from ? git_run(git, GIT("read-tree", "-i", "-m", from), err)
		    : git_run(git, GIT("read-tree", "--empty"), err);
}

/* Begin from a tree; what is known of the files' times stays where the entries stay. */
static int load(const struct git *git, const char *from, struct err *err)
{
	_autofree_ char *lock = mem_printf("%s.lock", git->index);
	struct err first = ERR_INIT;

	/* The index is ours alone, so a lock on it was left by a git that was killed. */
	unlink(lock);
	if (!read_tree(git, from, &first))
		return 0;
	/* It only saves time: one that git cannot read is made anew. */
	err_release(&first);
	unlink(git->index);
	return read_tree(git, from, err);
}

/* A file that cannot be read, is none any more, or takes git longer than it may run (a sparse one has no size too
 * large to be made at once) would stop it from taking all the others. */
static bool can_be_taken(const struct workspace *ws, const char *name)
{
	_autofree_ char *path = site_inside(ws, name);
	struct stat st;

	if (lstat(path, &st))
		return false;
	return S_ISLNK(st.st_mode) ||
	       (S_ISREG(st.st_mode) && st.st_size <= MAX_FILE_BYTES && !access(path, R_OK));
}

static void add_name(struct buf *names, const char *folder, const char *name)
{
	buf_add_text(names, folder);
	buf_add(names, name, strlen(name) + 1);
}

/* What is staged: names, and how many new files there were, of which the first MAX_NEW_FILES are taken. */
struct staging {
	struct buf changed, gone;
	long long found;
};

static void add_new(const struct workspace *ws, struct staging *staging, const char *folder, const char *name)
{
	_autofree_ char *full = mem_printf("%s%s", folder, name);

	if (can_be_taken(ws, full) && ++staging->found <= MAX_NEW_FILES)
		add_name(&staging->changed, folder, name);
}

/* Names of files that are not in the index; in repositories below too, as their files, in `folder` ("x/"). */
static int add_untracked(const struct workspace *ws, const struct git *git, const char *folder, int depth,
			 struct staging *staging, struct err *err)
{
	_autofree_ char *top = site_inside(ws, folder), *none = mem_printf("%s/none", ws->git_dir), *list = 0;
	struct git here = *git;
	size_t len;

	here.dir = here.work_tree = top;
	here.index = depth ? none : git->index;
	if (git_read(&here, GIT("ls-files", "-o", "-z", "--exclude-standard"), &list, &len, err))
		return err->code;
	for (const char *name = list; name < list + len; name += strlen(name) + 1) {
		_autofree_ char *full = mem_printf("%s%s", folder, name);

		if (!text_ends(name, "/"))
			add_new(ws, staging, folder, name);
		else if (depth < MAX_NESTED && add_untracked(ws, git, full, depth + 1, staging, err))
			return err->code;
	}
	return 0;
}

/* What was never checked out is not gone, wherever the agent has it now. */
static bool is_change(const struct workspace *ws, char status, const char *name)
{
	return status != 'D' || !ws->cone || sparse_has(ws->cone, name);
}

/* Names of files in the index that changed, and of those that are gone. */
static int add_changed(const struct workspace *ws, const struct git *git, struct staging *staging, struct err *err)
{
	_autofree_ char *list = 0;
	const char *name;
	size_t len;

	if (git_read(git, GIT("diff-files", "--name-status", "-z", "--ignore-submodules=all"), &list, &len, err))
		return err->code;
	for (const char *at = list; at < list + len; at = name + strlen(name) + 1) {
		name = at + strlen(at) + 1;
		if (!is_change(ws, *at, name))
			continue;
		if (*at == 'D')
			add_name(&staging->gone, "", name);
		else if (can_be_taken(ws, name))
			add_name(&staging->changed, "", name);
	}
	return 0;
}

static void staging_release(struct staging *staging)
{
	buf_release(&staging->changed);
	buf_release(&staging->gone);
}

static int stage(const struct workspace *ws, const struct git *git, const char *from, long long *left_out,
		 struct err *err)
{
	_cleanup_(staging_release) struct staging staging = { BUF_INIT(MAX_NAMES), BUF_INIT(MAX_NAMES), 0 };
	const struct buf *changed = &staging.changed, *gone = &staging.gone;

	if (load(git, from, err) || add_changed(ws, git, &staging, err) ||
	    add_untracked(ws, git, "", 0, &staging, err))
		return err->code;
	*left_out = staging.found > MAX_NEW_FILES ? staging.found - MAX_NEW_FILES : 0;
	if (changed->is_cut || gone->is_cut)
		return err_set(err, ERR_CHILD, "there are too many files in '%s'", ws->path);
	if (gone->len && git_feed(git, GIT("update-index", "-z", "--force-remove", "--stdin"), gone->data, gone->len,
				  0, err))
		return err->code;
	if (!changed->len)
		return 0;
	return git_feed(git, GIT("update-index", "-z", "--add", "--replace", "--remove", "--stdin"),
			changed->data, changed->len, 0, err);
}

static struct git git_for(const struct workspace *ws, const char *index)
{
	return (struct git){ .dir = ws->path, .git_dir = ws->git_dir, .work_tree = ws->path, .index = index,
			     .is_foreign = true };
}

int tree_write(const struct workspace *ws, const char *from, char **tree, long long *left_out, struct err *err)
{
	_autofree_ char *index = mem_printf("%s/worktree.index", ws->git_dir);
	struct git git = git_for(ws, index);

	if (site_check_top(ws, err) || stage(ws, &git, from, left_out, err))
		return err->code;
	return git_line(&git, GIT("write-tree"), tree, err);
}

static long long count_changed(const struct workspace *ws, const char *list, size_t len)
{
	const char *name;
	long long n = 0;

	for (const char *at = list; at < list + len; at = name + strlen(name) + 1) {
		name = at + strlen(at) + 1;
		n += is_change(ws, *at, name);
	}
	return n;
}

static long long count_names(const char *list, size_t len)
{
	long long n = 0;

	for (size_t i = 0; i < len; i++)
		n += !list[i];
	return n;
}

int tree_count_loose(const struct workspace *ws, const char *commit, long long *loose, struct err *err)
{
	_autofree_ char *index = mem_printf("%s/worktree.index", ws->git_dir), *changed = 0, *untracked = 0;
	struct git git = git_for(ws, index);
	size_t changed_len, untracked_len;
	int status;

	if (load(&git, commit, err) ||
	    git_ask(&git, GIT("update-index", "-q", "--refresh", "--ignore-missing", "--ignore-submodules"), 0,
		    &status, 0, err) ||
	    git_read(&git, GIT("diff-files", "--name-status", "-z", "--ignore-submodules=all"), &changed,
		     &changed_len, err) ||
	    git_read(&git, GIT("ls-files", "-o", "-z", "--exclude-standard"), &untracked, &untracked_len, err))
		return err->code;
	*loose = count_changed(ws, changed, changed_len) + count_names(untracked, untracked_len);
	return 0;
}
