/* yard.c - see yard.h. */
#include "swarm/yard.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LOCK_MS = 60000, MAX_PATTERNS = 1 << 20, MAX_INDEX = 1 << 30 };

char *yard_folder(const struct swarm *swarm)
{
	return mem_dup_part(swarm->at.path, (size_t)(strrchr(swarm->at.path, '/') - swarm->at.path));
}

char *yard_room(const struct swarm *swarm, const char *what)
{
	return mem_printf("%s/%s", swarm->room, what);
}

char *yard_branch(const struct swarm *swarm)
{
	return mem_printf("refs/heads/%s", swarm->at.target);
}

char *yard_theirs(const struct swarm *swarm)
{
	return mem_printf("%s/.git", swarm->at.path);
}

char *yard_ours(const struct swarm *swarm)
{
	return mem_printf("%s.git", swarm->at.path);
}

struct git yard_git(const struct swarm *swarm, const char *git_dir, const char *index)
{
	return (struct git){ .dir = swarm->at.path, .git_dir = git_dir, .work_tree = swarm->at.path,
			     .index = index, .is_foreign = true };
}

struct git yard_lead(const struct swarm *swarm)
{
	return (struct git){ .dir = swarm->at.git_dir, .git_dir = swarm->at.git_dir };
}

/* Whoever holds our lock is the only one that moves the branch: a lock of git's is of one that was killed. */
static void drop_stale_locks(const struct swarm *swarm)
{
	_autofree_ char *branch = yard_branch(swarm);
	const char *const refs[] = { branch, "HEAD", "packed-refs", 0 };

	for (int i = 0; refs[i]; i++) {
		_autofree_ char *lock = mem_printf("%s/.git/%s.lock", swarm->at.path, refs[i]);

		unlink(lock);
	}
}

int yard_lock(const struct swarm *swarm, int *fd, struct err *err)
{
	_autofree_ char *folder = yard_folder(swarm), *locks = mem_printf("%s/locks", folder);
	_autofree_ char *path = mem_printf("%s/commit", locks);

	if (fs_make_dirs(locks, err) || fs_lock_within(path, LOCK_MS, fd, err))
		return err->code;
	drop_stale_locks(swarm);
	return 0;
}

int yard_tip(const struct swarm *swarm, char **commit, struct err *err)
{
	_autofree_ char *git_dir = yard_theirs(swarm), *branch = yard_branch(swarm);
	struct git git = yard_git(swarm, git_dir, 0);

	return git_commit_of(&git, branch, commit, err);
}

char *yard_own(const struct swarm *swarm)
{
	_autofree_ char *path = yard_room(swarm, "held"), *held = fs_read_tail(path, MAX_PATTERNS, 0);
	_autofree_ char *scope = mem_dup(text_is_empty(swarm->scope) ? "**" : swarm->scope);

	return mem_printf("%s\n%s", scope, held);
}

int yard_load(const struct git *git, const char *commit, struct err *err)
{
	_autofree_ char *lock = mem_printf("%s.lock", git->index);
	_cleanup_(err_release) struct err first = ERR_INIT;

	unlink(lock);
	if (!git_run(git, GIT("read-tree", "-i", "-m", commit), &first))
		return 0;
	/* It only saves time: one that git cannot read is made anew. */
	unlink(git->index);
	return git_run(git, GIT("read-tree", "-i", "-m", commit), err);
}

int yard_take_index(const struct swarm *swarm, char **index, struct err *err)
{
	_autofree_ char *own = yard_room(swarm, "own/index"), *copy = yard_room(swarm, "session.index"), *text = 0;
	_cleanup_(err_release) struct err none = ERR_INIT;
	size_t len = 0;

	unlink(copy);
	/* Where it cannot be read git makes a new one. */
	if (!fs_read(own, MAX_INDEX, &text, &len, &none) && fs_put(copy, text, len, err))
		return err->code;
	*index = steal(&copy);
	return 0;
}

int yard_give_index(const struct swarm *swarm, const char *index, struct err *err)
{
	_autofree_ char *own = yard_room(swarm, "own/index");

	return rename(index, own) ? err_set(err, ERR_SYSTEM, "cannot write '%s': %s", own, strerror(errno)) : 0;
}

/* ":OLDMODE NEWMODE OLDID NEWID X" */
void yard_index_line(struct buf *info, const char *raw, const char *path, bool is_before)
{
	const char *mode = raw + 1, *next = strchr(mode, ' '), *id = next ? strchr(next + 1, ' ') : 0;
	const char *last = id ? strchr(id + 1, ' ') : 0;

	if (!last)
		return;
	if (!is_before) {
		mode = next + 1;
		id = last;
	}
	buf_printf(info, "%.6s %.*s\t%s%c", mode, (int)strcspn(id + 1, " "), id + 1, path, 0);
}

char *swarm_table(const char *checkout)
{
	return mem_printf("%.*s/table", (int)(strrchr(checkout, '/') - checkout), checkout);
}
