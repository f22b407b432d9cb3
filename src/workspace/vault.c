/* vault.c - see vault.h. */
#include "workspace/vault.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/base.h"
#include "workspace/carried.h"
#include "workspace/site.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_SMALL = 1 << 20 };

/* What decides which bytes git stores of a file, and which files it passes over. */
#define SETTINGS "^(core\\.(autocrlf|eol|safecrlf|filemode|symlinks|ignorecase|precomposeunicode)|filter\\..*)$"

char *vault_path(const struct workspace *ws)
{
	return site_beside(ws, "vault");
}

static struct git git_of(const char *vault)
{
	return (struct git){ .dir = vault, .git_dir = vault };
}

/* Where git finds the lead's list of this name for all repositories, the caller's; NULL where there is none. */
static char *lists_path(const struct workspace *ws, const char *key, const char *usual)
{
	struct git lead = site_lead(ws);
	struct err none = ERR_INIT;
	const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char *path = 0;

	if (!git_line(&lead, GIT("config", "--type=path", key), &path, &none))
		return path;
	err_release(&none);
	if (!text_is_empty(base))
		return mem_printf("%s/git/%s", base, usual);
	return text_is_empty(home) ? 0 : mem_printf("%s/.config/git/%s", home, usual);
}

static void add_file(struct buf *list, const char *path)
{
	_autofree_ char *text = 0;
	struct err missing = ERR_INIT;
	size_t len;

	if (path && !fs_read(path, MAX_SMALL, &text, &len, &missing)) {
		buf_add(list, text, len);
		buf_add_text(list, "\n");
	}
	err_release(&missing);
}

/* What the lead ignores, or treats in a way of its own, without saying so in the tree. */
static int write_list(const struct workspace *ws, const char *name, const char *key, const char *usual,
		      struct err *err)
{
	_autofree_ char *vault = vault_path(ws), *everywhere = lists_path(ws, key, usual);
	_autofree_ char *here = mem_printf("%s/info/%s", ws->git_dir, name);
	_autofree_ char *path = mem_printf("%s/info/%s", vault, name), *folder = mem_printf("%s/info", vault);
	_cleanup_(buf_release) struct buf list = BUF_INIT(3 * MAX_SMALL);

	add_file(&list, everywhere);
	add_file(&list, here);
	if (!strcmp(name, "exclude") && ws->base && !text_is_empty(ws->base->carry)) {
		struct lines walk;

		LINES_EACH(walk, ws->base->carry) {
			_autofree_ char *line = carried_pattern(walk.line);

			buf_add_text(&list, line);
		}
	}
	return fs_make_dirs(folder, err) || fs_write(path, list.data ? list.data : "", list.len, err) ? err->code : 0;
}

static int copy_settings(const struct workspace *ws, const struct git *vault, struct err *err)
{
	struct git lead = site_lead(ws);
	_autofree_ char *all = 0;
	size_t len;
	int status;
	struct err none = ERR_INIT;

	if (git_read(&lead, GIT("config", "-z", "--get-regexp", SETTINGS), &all, &len, &none)) {
		err_release(&none);
		return 0;
	}
	for (const char *at = all; at < all + len; at += strlen(at) + 1) {
		const char *value = strchr(at, '\n');
		_autofree_ char *key = mem_dup_part(at, strcspn(at, "\n"));

		if (git_ask(vault, GIT("config", key, value ? value + 1 : "true"), 0, &status, 0, err))
			return err->code;
	}
	return 0;
}

/* The base knows its files already; git replaces an index, and never writes into it. */
static void begin_with_index(const struct workspace *ws, const char *path)
{
	_autofree_ char *name = site_beside(ws, "base"), *to = mem_printf("%s/worktree.index", path);
	_cleanup_(base_release) struct base base = { 0 };
	_cleanup_(err_release) struct err none = ERR_INIT;
	struct lines walk;
	enum workspace_kind kind;
	bool is_linked = false;

	/* To an index of copied files only a look at each of them says which ones are as they were. */
	if (!ws->base || !site_kind(ws, &kind) || kind == WORKSPACE_reflink || base_read(ws->base, name, &base, &none))
		return;
	LINES_EACH(walk, base.layers) {
		_autofree_ char *from = mem_printf("%s/.git/index", walk.line);

		is_linked = is_linked || !link(from, to);
	}
}

static int make(const struct workspace *ws, const char *path, struct err *err)
{
	_autofree_ char *format = 0;
	struct git vault = git_of(path);

	if (fs_make_dirs(path, err) || site_format(ws, &format, err) ||
	    git_run(&vault, GIT("init", "-q", "--bare", "--template=", format), err))
		return err->code;
	begin_with_index(ws, path);
	return copy_settings(ws, &vault, err);
}

static int borrow_objects(const struct workspace *ws, const char *path, struct err *err)
{
	_autofree_ char *alternates = mem_printf("%s/objects/info/alternates", path);
	_autofree_ char *objects = site_objects(ws), *lines = mem_printf("%s\n", objects);
	_autofree_ char *shallow = site_shallow(ws), *copy = mem_printf("%s/shallow", path);

	if (fs_write(alternates, lines, strlen(lines), err))
		return err->code;
	return shallow && *shallow ? fs_write(copy, shallow, strlen(shallow), err) : 0;
}

/* The lead's repository may know more of the session than a vault that was deleted, or one of a restored session. */
static int take_ref(const struct workspace *ws, const struct git *vault, const char *ref, struct err *err)
{
	struct git lead = site_lead(ws);
	_autofree_ char *there = 0, *known = 0, *refspec = 0;
	struct err none = ERR_INIT;

	if (!ref || git_commit_of(&lead, ref, &there, &none)) {
		err_release(&none);
		return 0;
	}
	if (!git_commit_of(vault, there, &known, &none))
		return 0;
	err_release(&none);
	refspec = mem_printf("+%s:%s", there, ref);
	return git_run(vault, GIT("-c", "protocol.version=2", "-c", "protocol.file.allow=always", "fetch", "-q", "--no-tags",
				  "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules",
				  "--update-shallow", ws->git_dir, refspec), err);
}

int vault_open(const struct workspace *ws, struct err *err)
{
	_autofree_ char *path = vault_path(ws), *ready = mem_printf("%s/ready", path);
	struct git vault = git_of(path);
	bool is_new = !fs_exists(ready);

	if ((is_new && (fs_remove_tree(path, err) || make(ws, path, err))) || borrow_objects(ws, path, err) ||
	    (is_new && (write_list(ws, "exclude", "core.excludesFile", "ignore", err) ||
			write_list(ws, "attributes", "core.attributesFile", "attributes", err))) ||
	    take_ref(ws, &vault, ws->saved_ref, err) || take_ref(ws, &vault, ws->head_ref, err))
		return err_wrap(err, "cannot open the vault of '%s'", ws->path);
	return is_new ? fs_write(ready, "", 0, err) : 0;
}
