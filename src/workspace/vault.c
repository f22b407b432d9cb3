/* vault.c - see vault.h. */
#include "workspace/vault.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/base.h"
#include "workspace/carried.h"
#include "workspace/repository.h"
#include "workspace/seed.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_SMALL = 1 << 20, MAX_STATE = 4096 };

/* What decides which bytes git stores of a file, and which files it passes over; and where more of that is said. */
#define SETTINGS "^(core\\.(autocrlf|eol|safecrlf|filemode|symlinks|ignorecase|precomposeunicode)|filter\\..*)$"
#define LISTS "^core\\.(excludesfile|attributesfile)$"

/* What the lead's configuration says of these. */
struct said {
	char *settings;		   /* owned: the text of a configuration, "" where there is nothing */
	char *ignored, *attributes; /* owned: where the lead's lists for all repositories are; may be NULL */
};

static void said_release(struct said *said)
{
	free(said->settings);
	free(said->ignored);
	free(said->attributes);
}

char *vault_path(const struct workspace *ws)
{
	return site_beside(ws, "vault");
}

static struct git git_of(const char *vault)
{
	return (struct git){ .dir = vault, .git_dir = vault };
}

/* Where the list is that a setting names, or the usual one where none does. */
static void find_list(const struct git *lead, const char *key, const char *usual, char **path)
{
	const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	_autofree_ char *full = 0;
	struct err none = ERR_INIT;

	if (!*path && !text_is_empty(base))
		*path = mem_printf("%s/git/%s", base, usual);
	else if (!*path && !text_is_empty(home))
		*path = mem_printf("%s/.config/git/%s", home, usual);
	/* Whose home that is, git knows. */
	if (!*path || (**path != '~' && **path != '%'))
		return;
	if (git_line(lead, GIT("config", "--type=path", key), &full, &none))
		err_release(&none);
	else
		mem_replace(path, steal(&full));
}

/* `section.name`, or `section.any.thing.name`. */
static void add_setting(struct buf *to, const char *key, const char *value)
{
	const char *first = strchr(key, '.'), *last = strrchr(key, '.');

	if (!first)
		return;
	buf_printf(to, "[%.*s", (int)(first - key), key);
	if (last > first) {
		buf_add_text(to, " ");
		seed_add_quoted(to, first + 1, (size_t)(last - first - 1));
	}
	buf_printf(to, "]\n\t%s = ", last + 1);
	seed_add_quoted(to, value, strlen(value));
	buf_add_text(to, "\n");
}

static void take_setting(struct said *said, struct buf *settings, const char *key, const char *value)
{
	if (!strcmp(key, "core.excludesfile"))
		mem_replace(&said->ignored, mem_dup(value));
	else if (!strcmp(key, "core.attributesfile"))
		mem_replace(&said->attributes, mem_dup(value));
	else
		add_setting(settings, key, value);
}

/* Git says no where nothing is set. */
static void ask_lead(const struct workspace *ws, struct said *said)
{
	_cleanup_(buf_release) struct buf settings = BUF_INIT(MAX_SMALL);
	struct git lead = site_lead(ws);
	_autofree_ char *all = 0;
	struct err none = ERR_INIT;
	size_t len = 0;

	if (git_read(&lead, GIT("config", "-z", "--get-regexp", SETTINGS "|" LISTS), &all, &len, &none))
		err_release(&none);
	for (const char *at = all; all && at < all + len; at += strlen(at) + 1) {
		const char *value = strchr(at, '\n');
		_autofree_ char *key = mem_dup_part(at, strcspn(at, "\n"));

		take_setting(said, &settings, key, value ? value + 1 : "true");
	}
	said->settings = buf_take(&settings);
	find_list(&lead, "core.excludesFile", "ignore", &said->ignored);
	find_list(&lead, "core.attributesFile", "attributes", &said->attributes);
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
static int write_list(const struct workspace *ws, const char *name, const char *everywhere, struct err *err)
{
	_autofree_ char *vault = vault_path(ws), *here = mem_printf("%s/info/%s", ws->git_dir, name);
	_autofree_ char *path = mem_printf("%s/info/%s", vault, name);
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
	return fs_write(path, buf_text(&list), list.len, err);
}

/* The base knows its files already. A copy: a filter of the lead's runs beside it, and many stand on that base. */
static void begin_with_index(const struct workspace *ws, const char *path)
{
	_autofree_ char *name = site_beside(ws, "base"), *to = mem_printf("%s/worktree.index", path);
	_cleanup_(base_release) struct base base = { 0 };
	_cleanup_(err_release) struct err none = ERR_INIT;
	struct lines walk;
	enum workspace_kind kind;
	bool is_copied = false;

	/* To an index of copied files only a look at each of them says which ones are as they were. */
	if (!ws->base || !site_kind(ws, &kind) || kind == WORKSPACE_reflink || base_read(ws->base, name, &base, &none))
		return;
	LINES_EACH(walk, base.layers) {
		_autofree_ char *from = mem_printf("%s/.git/index", walk.line);

		is_copied = is_copied || (fs_exists(from) && !repository_copy_index(from, to, &none));
	}
}

static int write_settings(const char *vault, const char *more, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/config", vault), *first = fs_read_tail(path, MAX_SMALL, 0);
	_autofree_ char *all = mem_printf("%s%s", first, more);

	return fs_write(path, all, strlen(all), err);
}

static int make(const struct workspace *ws, const char *path, const char *base, struct err *err)
{
	const struct seed seed = { .branch = ws->target, .is_bare = true };
	_cleanup_(said_release) struct said said = { 0 };

	if (fs_remove_tree(path, err) || fs_make_dirs(path, err) || seed_write(path, &seed, base, err))
		return err->code;
	begin_with_index(ws, path);
	ask_lead(ws, &said);
	return write_settings(path, said.settings, err) || write_list(ws, "exclude", said.ignored, err) ||
	       write_list(ws, "attributes", said.attributes, err) ? err->code : 0;
}

int vault_borrow(const char *vault, const char *objects, struct err *err)
{
	_autofree_ char *alternates = mem_printf("%s/objects/info/alternates", vault), *lines = mem_printf("%s\n", objects);

	return fs_write(alternates, lines, strlen(lines), err);
}

static int cut_history(const char *path, const char *shallow, struct err *err)
{
	_autofree_ char *copy = mem_printf("%s/shallow", path);

	return *shallow ? fs_write(copy, shallow, strlen(shallow), err) : 0;
}

/* What the lead's repository knows of the session: of one that was restored, or whose vault was deleted. */
static int take_ref(const struct workspace *ws, const char *path, const char *ref, const char *there, struct err *err)
{
	struct git vault = git_of(path);
	_autofree_ char *known = 0, *refspec = 0;
	struct err none = ERR_INIT;

	if (!there || !git_commit_of(&vault, there, &known, &none))
		return 0;
	err_release(&none);
	refspec = mem_printf("+%s:%s", there, ref);
	return git_run(&vault, GIT("-c", "protocol.version=2", "-c", "protocol.file.allow=always", "fetch", "-q", "--no-tags",
				   "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules",
				   "--update-shallow", ws->git_dir, refspec), err);
}

/* What a vault was made for, or brought to by what was carried out since; the caller's. */
static char *state_of(const struct site_saved *saved, const char *shallow)
{
	_autofree_ char *cut = text_hash(shallow, strlen(shallow));

	return mem_printf("%s %s %s", saved->files ? saved->files : "-", saved->head ? saved->head : "-", cut);
}

static int make_anew(const struct workspace *ws, const char *base, const struct site_saved *saved, const char *shallow,
		     struct err *err)
{
	_autofree_ char *path = vault_path(ws), *objects = site_objects(ws);

	return make(ws, path, base, err) || vault_borrow(path, objects, err) || cut_history(path, shallow, err) ||
			       take_ref(ws, path, ws->saved_ref, saved->files, err) ||
			       take_ref(ws, path, ws->head_ref, saved->head, err)
		       ? err->code
		       : 0;
}

int vault_open(const struct workspace *ws, const char *base, const struct site_saved *saved, struct err *err)
{
	_autofree_ char *path = vault_path(ws), *known = site_beside(ws, "known"), *shallow = site_shallow(ws);
	_autofree_ char *now = state_of(saved, shallow), *then = fs_read_tail(known, MAX_STATE, 0);

	/* One that does not come back whole is not used again. */
	unlink(known);
	if (text_same(now, then) && fs_is_dir(path))
		return 0;
	return make_anew(ws, base, saved, shallow, err) ? err_wrap(err, "cannot open the vault of '%s'", ws->path) : 0;
}

int vault_close(const struct workspace *ws, const struct site_saved *saved, struct err *err)
{
	_autofree_ char *path = site_beside(ws, "known"), *shallow = site_shallow(ws), *now = state_of(saved, shallow);

	return fs_write(path, now, strlen(now), err);
}
