/* commit.c - see commit.h. */
#include "swarm/commit.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "swarm/yard.h"
#include "sys/fs.h"

#include <string.h>

enum { MAX_NAMES = 64 << 20 };

static int find_foreign(const struct post *post, const struct git *git, struct buf *info, struct err *err)
{
	_autofree_ char *list = 0;
	size_t len;

	if (git_read(git, GIT("diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "HEAD"), &list,
		     &len, err))
		return err->code;
	for (const char *at = list; at < list + len;) {
		const char *path = at + strlen(at) + 1;

		if (!reserve_holds(&post->claims, post->swarm.session, path))
			yard_index_line(info, at, path, true);
		at = path + strlen(path) + 1;
	}
	return 0;
}

int commit_refresh(const struct post *post, struct err *err)
{
	_cleanup_(buf_release) struct buf info = BUF_INIT(MAX_NAMES);
	_autofree_ char *git_dir = yard_theirs(&post->swarm), *index = yard_room(&post->swarm, "own/index");
	struct git git = yard_git(&post->swarm, git_dir, index);

	if (!fs_exists(index))
		return yard_load(&git, "HEAD", err);
	if (find_foreign(post, &git, &info, err))
		return err->code;
	if (!info.len)
		return 0;
	return git_feed(&git, GIT("update-index", "--replace", "-z", "--index-info"), info.data, info.len, 0, err);
}

/* "PARENTS\1SESSIONS\1", then the names, each with its NUL, the first after a newline. */
static int check_words(const struct post *post, const char *from, char *said, size_t len, struct err *err)
{
	char *sessions = strchr(said, '\001'), *names = sessions ? strchr(sessions + 1, '\001') : 0;
	const char *end = said + len;
	_autofree_ char *mark = mem_printf("%lld", post->swarm.session), *list = 0;

	if (!names)
		return err_set(err, ERR_CHILD, "git says nothing of the commit");
	*sessions++ = *names++ = 0;
	if (!text_same(said, from))
		return err_set(err, ERR_REFUSED, "the branch only grows, by one commit at a time: it stands at '%.12s'",
			       from);
	if (!text_same(sessions, mark))
		return err_set(err, ERR_REFUSED, "the commit is not marked as session %s's: use the git on PATH", mark);
	for (const char *name = names + strlen(names) + 1; name < end; name += strlen(name) + 1)
		lines_add(&list, name + (*name == '\n'));
	return guard_commit(&post->guard, list, err);
}

int commit_check(const struct post *post, const char *from, const char *to, struct err *err)
{
	_autofree_ char *git_dir = yard_theirs(&post->swarm), *said = 0;
	struct git git = yard_git(&post->swarm, git_dir, 0);
	size_t len;

	if (git_read(&git, GIT("log", "-1", "-m", "--first-parent", "--name-only", "-z", "--no-renames",
			       "--no-show-signature",
			       "--format=%P%x01%(trailers:key=Leadhand-Session,valueonly,separator=%x2C)%x01", to),
		     &said, &len, err))
		return err->code;
	return check_words(post, from, said, len, err);
}
