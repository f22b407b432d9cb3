/* checkout.c - see checkout.h; what would be overwritten is found in blocker.c. */
#include "land/checkout.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "land/blocker.h"
#include "sys/fs.h"
#include "sys/git.h"

#include <string.h>

enum {
	MAX_HEAD_NAME = 4096,
	MAX_NAMED = 1000, /* bytes of names in a refusal */
};

static void checkout_release(struct checkout *checkout)
{
	free(checkout->top);
	free(checkout->git_dir);
}

void checkouts_release(struct checkouts *checkouts)
{
	for (size_t i = 0; i < checkouts->n; i++)
		checkout_release(&checkouts->at[i]);
	free(checkouts->at);
	*checkouts = (struct checkouts){ 0 };
}

/* A work tree as `git worktree list` shows it. */
struct entry {
	const char *path, *branch; /* borrowed from the list */
	bool has_none;		   /* bare, or its folder is gone */
};

static const char *after(const char *line, const char *word)
{
	size_t len = strlen(word);

	return strncmp(line, word, len) ? 0 : line + len;
}

/* Read one entry, up to its empty line; where the next begins. */
static const char *next_entry(const char *line, struct entry *entry)
{
	const char *value;

	*entry = (struct entry){ 0 };
	for (; *line; line += strlen(line) + 1) {
		if ((value = after(line, "worktree ")))
			entry->path = value;
		else if ((value = after(line, "branch ")))
			entry->branch = value;
		else if (!strcmp(line, "bare") || after(line, "prunable"))
			entry->has_none = true;
	}
	return line + 1;
}

/* Whether a rebase of `ref` goes on: HEAD is detached then, and the branch is set at its end. */
static bool rebases(const struct checkout *checkout, const char *ref)
{
	static const char *const names[] = { "rebase-merge/head-name", "rebase-apply/head-name", 0 };

	for (int i = 0; names[i]; i++) {
		_autofree_ char *path = mem_printf("%s/%s", checkout->git_dir, names[i]);
		_autofree_ char *name = fs_read_tail(path, MAX_HEAD_NAME, 0);

		name[strcspn(name, "\n")] = 0;
		if (!strcmp(name, ref))
			return true;
	}
	return false;
}

static int checkout_open(const char *path, struct checkout *checkout, struct err *err)
{
	struct git git = { .dir = path };
	_autofree_ char *said = 0;
	struct lines walk;

	if (git_read(&git, GIT("rev-parse", "--absolute-git-dir", "--show-toplevel"), &said, 0, err))
		/* A git directory that does not lie in its work tree does not tell where that is. */
		return err_set(err, ERR_REFUSED, "cannot find the work tree of '%s'; set core.worktree there", path);
	LINES_EACH(walk, said) {
		char **slot = checkout->git_dir ? &checkout->top : &checkout->git_dir;

		mem_replace(slot, steal(&walk.line));
	}
	return 0;
}

/* One that has the branch checked out, or none at all: then it may be rebasing the branch. */
static int add_checkout(const struct entry *entry, const char *ref, struct checkouts *found, struct err *err)
{
	_cleanup_(checkout_release) struct checkout checkout = { 0 };
	struct err unknown = ERR_INIT;

	if (!entry->branch && checkout_open(entry->path, &checkout, &unknown)) {
		err_release(&unknown);
		return 0;
	}
	if (entry->branch && checkout_open(entry->path, &checkout, err))
		return err->code;
	if (rebases(&checkout, ref))
		return err_set(err, ERR_REFUSED, "'%s' is in the middle of a rebase of the target branch",
			       checkout.top);
	if (!entry->branch)
		return 0;
	found->at = mem_grow(found->at, found->n + 1, sizeof *found->at);
	found->at[found->n++] = move(&checkout);
	return 0;
}

int checkouts_find(const struct land *land, struct checkouts *found, struct err *err)
{
	_cleanup_(checkouts_release) struct checkouts made = { 0 };
	struct git git = { .dir = land->git_dir, .git_dir = land->git_dir };
	_autofree_ char *ref = mem_printf("refs/heads/%s", land->target), *list = 0;
	struct entry entry;
	size_t len;

	if (git_read(&git, GIT("worktree", "list", "--porcelain", "-z"), &list, &len, err))
		return err->code;
	for (const char *at = list; at < list + len;) {
		at = next_entry(at, &entry);
		if (!entry.path || entry.has_none || !fs_is_dir(entry.path))
			continue;
		if (entry.branch && strcmp(entry.branch, ref))
			continue;
		if (add_checkout(&entry, ref, &made, err))
			return err->code;
	}
	*found = move(&made);
	return 0;
}

int checkout_check_free(const struct checkout *checkout, struct err *err)
{
	_autofree_ char *lock = mem_printf("%s/index.lock", checkout->git_dir);

	if (!fs_exists(lock))
		return 0;
	return err_set(err, ERR_REFUSED, "'%s' is in use by another git; if none runs there, remove '%s'",
		       checkout->top, lock);
}

static int check_idle(const struct checkout *checkout, struct err *err)
{
	static const struct {
		const char *file, *what;
	} busy[] = {
		{ "MERGE_HEAD", "merge" }, { "CHERRY_PICK_HEAD", "cherry-pick" }, { "REVERT_HEAD", "revert" },
		{ "rebase-merge", "rebase" }, { "rebase-apply", "rebase" },
	};

	for (size_t i = 0; i < sizeof busy / sizeof *busy; i++) {
		_autofree_ char *path = mem_printf("%s/%s", checkout->git_dir, busy[i].file);

		if (fs_exists(path))
			return err_set(err, ERR_REFUSED, "'%s' is in the middle of a %s", checkout->top,
				       busy[i].what);
	}
	return checkout_check_free(checkout, err);
}

/* ", " between the first few of a list; the caller's. */
static char *enumerate(const char *list)
{
	struct buf names = BUF_INIT(MAX_NAMED);
	struct lines walk;

	LINES_EACH(walk, list) {
		_autofree_ char *clean = text_clean(walk.line, strlen(walk.line), MAX_NAMED);

		buf_printf(&names, "%s%s", names.len ? ", " : "", clean);
	}
	if (names.is_cut) {
		buf_clear(&names);
		buf_printf(&names, "%zu paths", lines_count(list));
	}
	return buf_take(&names);
}

/* Paths that both the lead and the commit changed. Where they cannot be told, git's own words serve. */
static char *edited_paths(const struct git *git, const char *from, const char *to, const char *otherwise)
{
	_autofree_ char *moved = 0, *edited = 0, *both = 0;
	struct err none = ERR_INIT;
	struct lines walk;

	if (git_changed_paths(git, from, to, &moved, &none) ||
	    git_paths(git, GIT("diff-index", "-z", "--name-only", "--no-renames", from), &edited, &none)) {
		err_release(&none);
		return mem_dup(otherwise);
	}
	LINES_EACH(walk, moved)
		if (lines_has(edited, walk.line))
			lines_add(&both, walk.line);
	return both ? enumerate(both) : mem_dup(otherwise);
}

static int check_edits(const struct checkout *checkout, const char *from, const char *to, struct err *err)
{
	struct git git = { .dir = checkout->top };
	_autofree_ char *paths = 0;
	struct err why = ERR_INIT;
	int status;

	if (git_ask(&git, GIT("update-index", "-q", "--refresh"), 0, &status, 0, err))
		return err->code;
	if (!git_run(&git, GIT("read-tree", "-n", "-m", "-u", from, to), &why))
		return 0;
	paths = edited_paths(&git, from, to, why.text);
	err_set(err, why.code == ERR_CHILD ? ERR_REFUSED : why.code,
		"'%s' holds changes that would be overwritten: %s", checkout->top, paths);
	err_release(&why);
	return err->code;
}

int checkout_check(const struct checkout *checkout, const char *from, const char *to, struct err *err)
{
	_autofree_ char *blockers = 0, *names = 0;

	if (check_idle(checkout, err) || blocker_find(checkout->top, from, to, &blockers, err))
		return err->code;
	if (text_is_empty(blockers))
		return check_edits(checkout, from, to, err);
	names = enumerate(blockers);
	return err_set(err, ERR_REFUSED, "'%s' holds files that would be overwritten: %s", checkout->top, names);
}

int checkout_move(const struct checkout *checkout, const char *from, const char *to, struct err *err)
{
	/* Were git to die with us between two files, they would look like edits of the lead's. */
	struct git git = { .dir = checkout->top, .may_outlive_us = true };

	return git_run(&git, GIT("read-tree", "-m", "-u", from, to), err);
}

int checkout_stands_at(const struct checkout *checkout, const char *from, const char *to, bool *stands,
		       struct err *err)
{
	struct git git = { .dir = checkout->top };
	_autofree_ char *moved = 0, *staged = 0;
	struct lines walk;

	if (git_changed_paths(&git, from, to, &moved, err) ||
	    git_paths(&git, GIT("diff-index", "-z", "--cached", "--name-only", "--no-renames", from), &staged,
		      err))
		return err->code;
	*stands = true;
	LINES_EACH(walk, moved)
		*stands = *stands && !lines_has(staged, walk.line);
	return 0;
}
