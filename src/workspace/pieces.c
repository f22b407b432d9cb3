/* pieces.c - see pieces.h. STORE/known/COMMIT names the piece that completes that commit; STORE/N/tip its own commit. */
#include "workspace/pieces.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/fs.h"
#include "sys/git.h"
#include "workspace/seed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MOST = 16, /* pieces that one commit is spread over; then they are folded into one */
	MAX_SMALL = 1 << 20,
	FRESH_MS = 3600000, /* asked for so lately that it may not be written down yet who needs it */
};

static char *read_line(const char *path)
{
	char *line = fs_read_tail(path, MAX_SMALL, 0);

	line[strcspn(line, "\n")] = 0;
	return line;
}

static char *folder_of(const struct pieces *pieces, long long number)
{
	return mem_printf("%s/%lld", pieces->store, number);
}

static char *tip_of(const struct pieces *pieces, long long number)
{
	_autofree_ char *path = mem_printf("%s/%lld/tip", pieces->store, number);

	return read_line(path);
}

/* All that a piece is complete with: what it borrows from, and itself. */
static char *list_of(const struct pieces *pieces, long long number)
{
	_autofree_ char *path = mem_printf("%s/%lld/objects/info/alternates", pieces->store, number);
	_autofree_ char *borrowed = fs_read_tail(path, MAX_SMALL, 0);
	_autofree_ char *own = mem_printf("%s/%lld/objects", pieces->store, number);
	char *list = 0;
	struct lines walk;

	LINES_EACH(walk, borrowed)
		if (*walk.line)
			lines_add(&list, walk.line);
	lines_add(&list, own);
	return list;
}

static char *known_path(const struct pieces *pieces, const char *commit)
{
	return mem_printf("%s/known/%s", pieces->store, commit);
}

static long long known_number(const struct pieces *pieces, const char *commit)
{
	_autofree_ char *path = known_path(pieces, commit), *line = read_line(path);
	long long number;

	return text_to_number(line, &number) ? number : 0;
}

/* The list for a commit that was asked for before, or NULL. */
static char *find_known(const struct pieces *pieces, const char *commit)
{
	long long number = known_number(pieces, commit);
	_autofree_ char *tip = mem_printf("%s/%lld/tip", pieces->store, number);

	if (!number || utimensat(AT_FDCWD, tip, 0, 0))
		return 0;
	return list_of(pieces, number);
}

static long long newest_number(const char *names)
{
	long long newest = 0, number;
	struct lines walk;

	LINES_EACH(walk, names)
		if (text_to_number(walk.line, &number) && number > newest)
			newest = number;
	return newest;
}

/* Whether `below` is reached from `above`; no where the lead has not both of them any more. */
static bool reaches(const struct git *lead, const char *above, const char *below)
{
	struct err none = ERR_INIT;
	int status = 1;

	if (git_ask(lead, GIT("merge-base", "--is-ancestor", below, above), 0, &status, 0, &none))
		err_release(&none);
	return !status;
}

/* The newest piece that the commit stands upon, 0 where there is none. */
static long long find_below(const struct pieces *pieces, const char *commit, long long newest)
{
	const struct git lead = { .dir = pieces->git_dir, .git_dir = pieces->git_dir };

	for (long long number = newest; number; number--) {
		_autofree_ char *tip = tip_of(pieces, number);

		if (text_is_oid(tip) && reaches(&lead, commit, tip))
			return number;
	}
	return 0;
}

/* The oldest piece that stands upon the commit, 0 where there is none. */
static long long find_above(const struct pieces *pieces, const char *commit, long long newest)
{
	const struct git lead = { .dir = pieces->git_dir, .git_dir = pieces->git_dir };

	for (long long number = 1; number <= newest; number++) {
		_autofree_ char *tip = tip_of(pieces, number);

		if (text_is_oid(tip) && reaches(&lead, tip, commit))
			return number;
	}
	return 0;
}

static int fetch(const struct pieces *pieces, const char *into, const char *commit, struct err *err)
{
	const struct git lead = { .dir = pieces->git_dir, .git_dir = pieces->git_dir };
	const struct git git = { .dir = into, .git_dir = into };
	_autofree_ char *target = mem_printf("refs/heads/%s", pieces->target);
	bool is_on_target = reaches(&lead, target, commit);
	_autofree_ char *refspec = is_on_target ? mem_printf("+%s:%s", commit, target)
						: mem_printf("+%s:refs/keep/%s", commit, commit);

	/* By number any commit can be asked for since protocol 2. A shallow repository has shallow copies. */
	return git_run(&git, GIT("-c", "protocol.version=2", "-c", "protocol.file.allow=always",
				 "-c", "fetch.fsckObjects=false", "-c", "fetch.writeCommitGraph=false",
				 "-c", "fetch.unpackLimit=1", "fetch", "-q", "--no-tags", "--no-write-fetch-head",
				 "--no-auto-maintenance", "--no-recurse-submodules", "--update-shallow",
				 pieces->git_dir, refspec), err);
}

static int fill(const struct pieces *pieces, const char *folder, const char *commit, const char *below,
		struct err *err)
{
	_autofree_ char *shallow = below ? pieces_shallow(below) : 0, *line = mem_printf("%s\n", commit);
	const struct seed seed = { .branch = pieces->target, .objects = below, .shallow = shallow,
				   .is_bare = true };

	if (seed_write(folder, &seed, commit, err) || fetch(pieces, folder, commit, err))
		return err->code;
	FAULT("pieces.fetched");
	return seed_put(folder, "tip", line, err) ? err->code : fs_sync(folder, err);
}

static int remove_wrecks(const struct pieces *pieces, const char *names, struct err *err)
{
	struct lines walk;
	int code = 0;

	LINES_EACH(walk, names) {
		_autofree_ char *path = mem_printf("%s/%s", pieces->store, walk.line);

		if (!code && text_starts(walk.line, "new-"))
			code = fs_remove_tree(path, err);
	}
	return code;
}

/* It gets its number when it is complete: what has one never changes. */
static int make_piece(const struct pieces *pieces, const char *commit, long long below, long long number,
		      struct err *err)
{
	_autofree_ char *folder = mem_printf("%s/new-XXXXXX", pieces->store), *to = folder_of(pieces, number);
	_autofree_ char *list = below ? list_of(pieces, below) : 0;

	if (lines_count(list) >= MOST)
		mem_replace(&list, 0);
	if (!mkdtemp(folder))
		return err_set(err, ERR_SYSTEM, "cannot make folder '%s': %s", folder, strerror(errno));
	if (fill(pieces, folder, commit, list, err)) {
		struct err none = ERR_INIT;

		if (fs_remove_tree(folder, &none))
			err_release(&none);
		return err->code;
	}
	if (rename(folder, to))
		return err_set(err, ERR_SYSTEM, "cannot make folder '%s': %s", to, strerror(errno));
	return 0;
}

static int find_or_make(const struct pieces *pieces, const char *commit, long long *number, struct err *err)
{
	_autofree_ char *names = fs_list(pieces->store);
	long long newest = newest_number(names), below;

	if (remove_wrecks(pieces, names, err))
		return err->code;
	below = find_below(pieces, commit, newest);
	*number = below ? 0 : find_above(pieces, commit, newest);
	if (below) {
		_autofree_ char *tip = tip_of(pieces, below);

		/* Made before, and the power went before it was written down. */
		*number = text_same(tip, commit) ? below : 0;
	}
	if (*number)
		return 0;
	*number = newest + 1;
	return make_piece(pieces, commit, below, *number, err);
}

static int learn(const struct pieces *pieces, const char *commit, char **objects, struct err *err)
{
	_autofree_ char *lock = mem_printf("%s/lock", pieces->store), *path = known_path(pieces, commit);
	_autofree_ char *known = mem_printf("%s/known", pieces->store), *line = 0;
	_autoclose_ int fd = -1;
	long long number = 0;

	if (fs_make_dirs(known, err) || fs_lock(lock, true, &fd, err))
		return err->code;
	*objects = find_known(pieces, commit);
	if (*objects)
		return 0;
	if (find_or_make(pieces, commit, &number, err))
		return err->code;
	line = mem_printf("%lld\n", number);
	if (fs_write(path, line, strlen(line), err))
		return err->code;
	*objects = list_of(pieces, number);
	return 0;
}

int pieces_of(const struct pieces *pieces, const char *commit, char **objects, struct err *err)
{
	if (!text_is_oid(commit))
		return err_set(err, ERR_USAGE, "'%s' is no full commit id", commit);
	*objects = find_known(pieces, commit);
	if (!*objects && learn(pieces, commit, objects, err))
		return err_wrap(err, "cannot update the store '%s'", pieces->store);
	return 0;
}

char *pieces_shallow(const char *objects)
{
	char *shallow = mem_dup("");
	struct lines walk;

	LINES_EACH(walk, objects) {
		_autofree_ char *path = mem_printf("%s/../shallow", walk.line);

		if (fs_exists(path))
			mem_replace(&shallow, fs_read_tail(path, MAX_SMALL, 0));
	}
	return shallow;
}

static bool is_fresh(const char *folder)
{
	_autofree_ char *tip = mem_printf("%s/tip", folder);
	long long size, changed_ns;

	fs_stamp(tip, &size, &changed_ns);
	return clock_now_ms() - changed_ns / 1000000 < FRESH_MS;
}

static int forget(const struct pieces *pieces, long long number, struct err *err)
{
	_autofree_ char *known = mem_printf("%s/known", pieces->store), *names = fs_list(known);
	_autofree_ char *folder = folder_of(pieces, number), *going = mem_printf("%s/new-gone", pieces->store);
	struct lines walk;

	LINES_EACH(walk, names) {
		_autofree_ char *path = known_path(pieces, walk.line);

		if (known_number(pieces, walk.line) == number)
			unlink(path);
	}
	/* Half of one must not look like one. */
	if (fs_remove_tree(going, err))
		return err->code;
	if (rename(folder, going))
		return err_set(err, ERR_SYSTEM, "cannot remove '%s': %s", folder, strerror(errno));
	return fs_remove_tree(going, err);
}

/* What may not go: what is in use, what was asked for lately, and the newest, each with what it borrows from. */
static char *all_kept(const struct pieces *pieces, const char *names, const char *keep)
{
	long long newest = newest_number(names), number = 0;
	char *all = mem_dup(keep ? keep : "");
	struct lines walk, list;

	LINES_EACH(walk, names) {
		_autofree_ char *folder = mem_printf("%s/%s", pieces->store, walk.line), *needed = 0;

		if (!text_to_number(walk.line, &number) || (number != newest && !is_fresh(folder)))
			continue;
		needed = list_of(pieces, number);
		LINES_EACH(list, needed)
			lines_add(&all, list.line);
	}
	return all;
}

static void add_folder(char **list, const struct pieces *pieces, long long number)
{
	_autofree_ char *folder = folder_of(pieces, number);

	lines_add(list, folder);
}

/* With `would_go`, where it is not NULL, none is removed. */
static int prune(const struct pieces *pieces, const char *keep, char **would_go, struct err *err)
{
	_autofree_ char *lock = mem_printf("%s/lock", pieces->store), *names = 0, *kept = 0;
	_autoclose_ int fd = -1;
	long long number = 0;
	struct lines walk;
	int code = 0;

	if (!fs_is_dir(pieces->store))
		return 0;
	if (fs_lock(lock, true, &fd, err))
		return err->code;
	names = fs_list(pieces->store);
	/* The lock is held by whoever makes one: what is half-made now is nobody's. */
	if (!would_go && remove_wrecks(pieces, names, err))
		return err->code;
	kept = all_kept(pieces, names, keep);
	LINES_EACH(walk, names) {
		_autofree_ char *objects = mem_printf("%s/%s/objects", pieces->store, walk.line);

		if (code || !text_to_number(walk.line, &number) || lines_has(kept, objects))
			continue;
		if (would_go)
			add_folder(would_go, pieces, number);
		else
			code = forget(pieces, number, err);
	}
	return code;
}

int pieces_prune(const struct pieces *pieces, const char *keep, struct err *err)
{
	return prune(pieces, keep, 0, err);
}

int pieces_unneeded(const struct pieces *pieces, const char *keep, char **folders, struct err *err)
{
	return prune(pieces, keep, folders, err);
}
