/* worktree.c - see worktree.h. */
#include "workspace/worktree.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/carried.h"
#include "workspace/site.h"
#include "workspace/trap.h"

#include <string.h>
#include <unistd.h>

enum { MAX_LINE = 4096, MAX_LIST = 1 << 20 };

static char *in_lead(const struct workspace *ws, const char *folder, const char *name)
{
	return mem_printf("%s/%s/%s", ws->git_dir, folder, name);
}

/* One line beside the workspace, the caller's; "" where there is none. */
static char *line_of(const struct workspace *ws, const char *what)
{
	_autofree_ char *path = site_beside(ws, what), *line = fs_read_tail(path, MAX_LINE, 0);

	line[strcspn(line, "\n")] = 0;
	return steal(&line);
}

static bool is_free(const struct git *lead, const char *prefix, struct err *err)
{
	_autofree_ char *pattern = mem_printf("refs/heads/%s", prefix), *there = 0;
	_autofree_ char *above = mem_dup_part(pattern, (size_t)(strrchr(pattern, '/') - pattern)), *id = 0;
	_cleanup_(err_release) struct err none = ERR_INIT;

	if (git_read(lead, GIT("for-each-ref", "--count=1", "--format=x", pattern), &there, 0, err) || *there)
		return false;
	/* A branch of that name leaves no room for others below it. */
	return !strcmp(above, "refs/heads") || git_commit_of(lead, above, &id, &none);
}

/* Names that the lead does not use. */
static int choose_prefix(const struct workspace *ws, char **prefix, struct err *err)
{
	static const char *const forms[] = { "leadhand/s%s", "leadhand-s%s", "leadhand-session/s%s", 0 };
	const char *number = strrchr(ws->head_ref ? ws->head_ref : ws->path, '/') + 1;
	struct git lead = site_lead(ws);

	for (int i = 0; forms[i]; i++) {
		const char *hole = strstr(forms[i], "%s");
		_autofree_ char *made = mem_printf("%.*s%s", (int)(hole - forms[i]), forms[i], number);

		if (is_free(&lead, made, err)) {
			*prefix = steal(&made);
			return 0;
		}
		if (err->code)
			return err->code;
	}
	return err_set(err, ERR_CONFLICT, "there are branches 'leadhand' and 'leadhand-s%s' already: rename them", number);
}

static int note(const struct workspace *ws, const char *what, const char *line, struct err *err)
{
	_autofree_ char *path = site_beside(ws, what);

	return fs_write(path, line, strlen(line), err);
}

/* Where git keeps what it knows of it: read from the file that git wrote, before any agent could. */
static int note_admin(const struct workspace *ws, struct err *err)
{
	_autofree_ char *file = site_inside(ws, ".git"), *text = fs_read_tail(file, MAX_LINE, 0);
	_autofree_ char *room = mem_printf("%s/worktrees/", ws->git_dir);
	const char *path = text_starts(text, "gitdir: ") ? text + strlen("gitdir: ") : "";

	text[strcspn(text, "\n")] = 0;
	if (!text_starts(path, room) || strchr(path + strlen(room), '/'))
		return err_set(err, ERR_CHILD, "git made '%s' elsewhere than it says", ws->path);
	return note(ws, "admin", path, err);
}

/* The lead's objects, and those that he borrows himself. */
static int note_objects(const struct workspace *ws, struct err *err)
{
	_autofree_ char *objects = mem_printf("%s/objects", ws->git_dir);
	_autofree_ char *alternates = mem_printf("%s/info/alternates", objects), *text = fs_read_tail(alternates, MAX_LIST, 0);
	struct lines walk;

	LINES_EACH(walk, text)
		if (*walk.line == '/')
			lines_add(&objects, walk.line);
	return site_note_objects(ws, objects, err);
}

/* What is carried into it must be something that git passes over: no list of its own can be given to one worktree. */
static int carry_into(const struct workspace *ws, struct err *err)
{
	_cleanup_(carried_release) struct carried carried = { 0 };
	const struct git git = { .dir = ws->path };

	if (carried_read_for(ws, &carried, err) || carried_write(&carried, ws->path, err))
		return err->code;
	for (size_t i = 0; i < carried.n; i++) {
		int status = 1;

		if (git_ask(&git, GIT("check-ignore", "-q", "--", carried.files[i].path), 0, &status, 0, err))
			return err->code;
		if (status)
			return err_set(err, ERR_REFUSED, "'%s' is carried, and git does not ignore it: in a worktree it could "
				       "be committed; write it in .gitignore", carried.files[i].path);
	}
	return 0;
}

static int add(const struct workspace *ws, const char *prefix, const char *commit, struct err *err)
{
	_autofree_ char *branch = mem_printf("%s/work", prefix);
	_autofree_ char *refs = in_lead(ws, "refs/heads", prefix), *logs = in_lead(ws, "logs/refs/heads", prefix);
	struct git lead = site_lead(ws);

	/* A lock stops `git worktree prune`, run by the lead or by git gc, from taking it. */
	if (note(ws, "prefix", prefix, err) ||
	    git_run(&lead, GIT("worktree", "add", "--lock", "--reason", "leadhand", "--no-guess-remote", "-q", "-b", branch,
			       ws->path, commit), err))
		return err->code;
	/* Both have to be there to be shown. */
	return fs_make_open_dirs(refs, err) || fs_make_open_dirs(logs, err) ? err->code : 0;
}

int worktree_make(const struct workspace *ws, const char *commit, struct err *err)
{
	_autofree_ char *prefix = 0;

	if (choose_prefix(ws, &prefix, err) || add(ws, prefix, commit, err) || note_admin(ws, err) ||
	    note_objects(ws, err))
		return err->code;
	return carry_into(ws, err);
}

/* Where we were killed before it could be noted. */
static char *find_admin(const struct workspace *ws)
{
	_autofree_ char *room = mem_printf("%s/worktrees", ws->git_dir), *names = fs_list(room);
	_autofree_ char *wanted = mem_printf("%s/.git\n", ws->path);
	struct lines walk;

	LINES_EACH(walk, names) {
		_autofree_ char *path = mem_printf("%s/%s/gitdir", room, walk.line), *text = fs_read_tail(path, MAX_LINE, 0);

		if (!strcmp(text, wanted)) {
			char *found = mem_printf("%s/%s", room, walk.line);

			lines_stop(&walk);
			return found;
		}
	}
	return mem_dup("");
}

static char *admin_of(const struct workspace *ws)
{
	_autofree_ char *noted = line_of(ws, "admin");

	return *noted ? steal(&noted) : find_admin(ws);
}

static int remove_branches(const struct workspace *ws, const char *prefix, struct err *err)
{
	_autofree_ char *pattern = mem_printf("refs/heads/%s/", prefix), *names = 0;
	_autofree_ char *refs = in_lead(ws, "refs/heads", prefix), *logs = in_lead(ws, "logs/refs/heads", prefix);
	struct git lead = site_lead(ws);
	struct lines walk;

	if (git_read(&lead, GIT("for-each-ref", "--format=%(refname)", pattern), &names, 0, err))
		return err->code;
	LINES_EACH(walk, names)
		if (git_run(&lead, GIT("update-ref", "--no-deref", "-d", walk.line), err)) {
			lines_stop(&walk);
			return err->code;
		}
	if (fs_remove_tree(refs, err) || fs_remove_tree(logs, err))
		return err->code;
	*strrchr(refs, '/') = 0;
	*strrchr(logs, '/') = 0;
	/* Others may be there still. */
	rmdir(refs);
	rmdir(logs);
	return 0;
}

int worktree_remove(const struct workspace *ws, struct err *err)
{
	_autofree_ char *prefix = line_of(ws, "prefix"), *admin = admin_of(ws);
	_autofree_ char *room = mem_printf("%s/worktrees", ws->git_dir);

	worktree_disarm(ws);
	if (fs_remove_tree(ws->path, err) || (*admin && fs_remove_tree(admin, err)))
		return err->code;
	rmdir(room);
	return *prefix ? remove_branches(ws, prefix, err) : 0;
}

void worktree_disarm(const struct workspace *ws)
{
	_autofree_ char *prefix = line_of(ws, "prefix"), *admin = admin_of(ws);
	_autofree_ char *refs = in_lead(ws, "refs/heads", prefix), *logs = in_lead(ws, "logs/refs/heads", prefix);

	if (*prefix) {
		trap_disarm(refs);
		trap_disarm(logs);
	}
	if (*admin)
		trap_disarm(admin);
}

int worktree_head(const struct workspace *ws, char **commit, struct err *err)
{
	_autofree_ char *prefix = line_of(ws, "prefix"), *admin = admin_of(ws), *path = mem_printf("%s/HEAD", admin);
	_autofree_ char *own = mem_printf("ref: refs/heads/%s/", prefix), *line = 0;
	struct git lead = site_lead(ws);

	lead.is_foreign = true;
	lead.limit_ms = SITE_BRIEF_MS;
	if (fs_read(path, MAX_LINE, &line, 0, err))
		return err_set(err, ERR_CHILD, "the agent broke its repository: '%s' cannot be read", path);
	line[strcspn(line, "\n")] = 0;
	if (!text_is_oid(line) && !text_starts(line, own))
		return err_set(err, ERR_CHILD, "the agent broke its repository: it stands on a branch that is not its own");
	return git_commit_of(&lead, text_is_oid(line) ? line : line + strlen("ref: "), commit, err);
}

static void show(const struct workspace *ws, char **list, char how, const char *name)
{
	_autofree_ char *path = *name == '/' ? mem_dup(name) : mem_printf("%s/%s", ws->git_dir, name);
	_autofree_ char *item = mem_printf("%c %s", how, path);

	if (fs_exists(path))
		lines_add(list, item);
}

char *worktree_shown(const struct workspace *ws)
{
	static const char *const read[] = { "HEAD", "config", "packed-refs", "info", "hooks", "shallow", "refs", "logs",
					    "worktrees", 0 };
	_autofree_ char *prefix = line_of(ws, "prefix"), *admin = admin_of(ws), *list = 0;
	_autofree_ char *refs = in_lead(ws, "refs/heads", prefix), *logs = in_lead(ws, "logs/refs/heads", prefix);

	for (int i = 0; read[i]; i++)
		show(ws, &list, 'r', read[i]);
	show(ws, &list, 'w', "objects");
	show(ws, &list, 'w', refs);
	show(ws, &list, 'w', logs);
	show(ws, &list, 'w', admin);
	return list ? steal(&list) : mem_dup("");
}
