/*
 * ability.c - see ability.h. FOLDER/kinds has a line for each kind that was tried, "overlay yes" or "snapshot no WHY", below
 * one that says where: another kernel, user or disk may do better.
 */
#include "workspace/ability.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/fs_clone.h"
#include "sys/mounts.h"
#include "sys/mounts_overlay.h"
#include "sys/proc.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { MAX_BOOK = 1 << 16, MAX_WHY = 400 };

struct trial {
	const char *room; /* borrowed: a fresh folder */
	bool has_view;
};

static int write_seed(const char *path, struct err *err)
{
	return fs_write(path, "leadhand\n", strlen("leadhand\n"), err);
}

static int see_through(const struct mount_overlay *overlay, const char *at, struct err *err)
{
	_autofree_ char *seen = mem_printf("%s/seen", at);

	if (mount_overlay(overlay, at, err))
		return err->code;
	if (write_seed(seen, err))
		(void)!mount_drop(at, err);
	else
		(void)!mount_unmount(at, err);
	return err->code;
}

static int try_overlay(const char *room, struct err *err)
{
	_autofree_ char *lower = mem_printf("%s/lower", room), *upper = mem_printf("%s/upper", room);
	_autofree_ char *work = mem_printf("%s/work", room), *at = mem_printf("%s/at", room);
	_autofree_ char *seen = mem_printf("%s/seen", lower);
	const struct mount_overlay overlay = { .lowers = lower, .upper = upper, .work = work };

	if (fs_make_dirs(lower, err) || fs_make_dirs(upper, err) || fs_make_dirs(work, err) ||
	    fs_make_dirs(at, err) || write_seed(seen, err))
		return err->code;
	return see_through(&overlay, at, err);
}

/* In a process of its own, so that a view which it takes is not ours. */
static int overlay_in_child(void *owner)
{
	const struct trial *trial = owner;
	_autofree_ char *path = mem_printf("%s/why", trial->room);
	_cleanup_(err_release) struct err err = ERR_INIT, mute = ERR_INIT;

	if ((trial->has_view || !mount_private(&err)) && !try_overlay(trial->room, &err))
		return 0;
	(void)!fs_write(path, err.text, strlen(err.text), &mute);
	return err.code;
}

static int try_in_child(const struct workspace_wish *wish, const char *room, struct err *err)
{
	struct trial trial = { .room = room, .has_view = wish->has_view };
	_autofree_ char *path = mem_printf("%s/why", room), *why = 0;

	if (proc_try(overlay_in_child, &trial))
		return 0;
	why = fs_read_tail(path, MAX_WHY, 0);
	return err_set(err, ERR_SYSTEM, "%s", text_is_empty(why) ? "an overlay cannot be mounted" : why);
}

static int try_snapshot(const char *room, struct err *err)
{
	_autofree_ char *from = mem_printf("%s/from", room), *to = mem_printf("%s/to", room);

	return fs_subvolume_make(from, err) || fs_subvolume_copy(from, to, err) ? err->code : 0;
}

static int try_reflink(const char *room, struct err *err)
{
	_autofree_ char *from = mem_printf("%s/from", room), *to = mem_printf("%s/to", room);

	return write_seed(from, err) || fs_share_file(from, to, err) ? err->code : 0;
}

static int run(const struct workspace_wish *wish, enum workspace_kind kind, const char *room, struct err *err)
{
	if (kind == WORKSPACE_overlay)
		return try_in_child(wish, room, err);
	return kind == WORKSPACE_snapshot ? try_snapshot(room, err) : try_reflink(room, err);
}

/* In a folder that `gc` removes where we are killed meanwhile, and leaves alone as long as we hold the lock in it. */
static int run_in_room(const struct workspace_wish *wish, enum workspace_kind kind, bool *works, char **why,
		       struct err *err)
{
	_autofree_ char *room = mem_printf("%s/doctor-trial", wish->folder), *guard = mem_printf("%s/kinds.lock", wish->folder);
	_autofree_ char *lock = mem_printf("%s/out.jsonl", room);
	_cleanup_(err_release) struct err failed = ERR_INIT;
	_autoclose_ int one = -1, fd = -1;

	if (fs_make_dirs(wish->folder, err) || fs_lock(guard, true, &one, err) || fs_remove_tree(room, err) ||
	    fs_make_dirs(room, err) || fs_lock(lock, true, &fd, err))
		return err->code;
	*works = !run(wish, kind, room, &failed);
	*why = *works ? mem_dup("") : text_clean(failed.text, strlen(failed.text), MAX_WHY);
	return fs_remove_tree(room, err);
}

static char *book_path(const struct workspace_wish *wish)
{
	return mem_printf("%s/kinds", wish->folder);
}

static char *first_line(const struct workspace_wish *wish)
{
	struct utsname machine = { 0 };
	struct stat st = { 0 };

	uname(&machine);
	(void)!stat(wish->folder, &st);
	return mem_printf("%s %u %llu", machine.release, geteuid(), (unsigned long long)st.st_dev);
}

/* What is remembered, less the line of `kind`, which goes to *line (NULL where there is none); both the caller's. */
static char *read_book(const struct workspace_wish *wish, enum workspace_kind kind, char **line)
{
	_autofree_ char *path = book_path(wish), *text = fs_read_tail(path, MAX_BOOK, 0), *first = first_line(wish);
	_autofree_ char *mine = mem_printf("%s ", workspace_kind_word(kind));
	char *rest = mem_dup(first);
	bool is_ours = text_starts(text, first) && text[strlen(first)] == '\n', is_first = true;
	struct lines walk;

	LINES_EACH(walk, is_ours ? text : "") {
		if (text_starts(walk.line, mine))
			mem_replace(line, mem_dup(walk.line + strlen(mine)));
		else if (!is_first)
			lines_add(&rest, walk.line);
		is_first = false;
	}
	return rest;
}

static int remember(const struct workspace_wish *wish, enum workspace_kind kind, bool works, const char *why,
		    struct err *err)
{
	_autofree_ char *path = book_path(wish), *line = 0, *rest = read_book(wish, kind, &line);
	_autofree_ char *text = mem_printf("%s\n%s %s%s%s\n", rest, workspace_kind_word(kind), works ? "yes" : "no",
					   *why ? " " : "", why);

	return fs_write(path, text, strlen(text), err);
}

int ability_check(const struct workspace_wish *wish, enum workspace_kind kind, struct err *err)
{
	_autofree_ char *line = 0, *why = 0;
	bool works = false;

	free(read_book(wish, kind, &line));
	if (line && !wish->is_anew) {
		works = !strcmp(line, "yes");
		why = mem_dup(text_starts(line, "no ") ? line + strlen("no ") : "");
	} else if (run_in_room(wish, kind, &works, &why, err) || remember(wish, kind, works, why, err)) {
		return err_wrap(err, "cannot try what works here");
	}
	return works ? 0 : err_set(err, ERR_REFUSED, "%s", why);
}
