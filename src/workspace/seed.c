/* seed.c - see seed.h. */
#include "workspace/seed.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/workspace.h"

#include <string.h>

enum { SHA256_DIGITS = 64, MAX_SETTINGS = 1 << 16 };

static int make_folder_of(const char *path, struct err *err)
{
	_autofree_ char *folder = mem_dup_part(path, (size_t)(strrchr(path, '/') - path));

	return fs_make_open_dirs(folder, err);
}

int seed_file(const char *git_dir, const char *name, const char *text, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/%s", git_dir, name);

	return make_folder_of(path, err) ? err->code : fs_write(path, text, strlen(text), err);
}

int seed_put(const char *git_dir, const char *name, const char *text, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/%s", git_dir, name);

	return make_folder_of(path, err) ? err->code : fs_put(path, text, strlen(text), err);
}

void seed_add_quoted(struct buf *to, const char *value, size_t len)
{
	buf_add_text(to, "\"");
	for (size_t i = 0; i < len; i++) {
		if (value[i] == '"' || value[i] == '\\')
			buf_add_text(to, "\\");
		/* A line break would begin a setting of its own. */
		if (value[i] == '\n')
			buf_add_text(to, "\\n");
		else
			buf_add(to, value[i] == '\r' ? " " : value + i, 1);
	}
	buf_add_text(to, "\"");
}

static void add_quoted(struct buf *to, const char *key, const char *value)
{
	buf_printf(to, "\t%s = ", key);
	seed_add_quoted(to, value, strlen(value));
	buf_add_text(to, "\n");
}

static void add_core(struct buf *to, const char *format_of, bool is_bare)
{
	bool is_long = strlen(format_of) == SHA256_DIGITS;

	buf_printf(to, "[core]\n\trepositoryformatversion = %d\n\tfilemode = true\n\tbare = %s\n", is_long,
		   is_bare ? "true" : "false");
	if (is_long)
		buf_add_text(to, "[extensions]\n\tobjectformat = sha256\n");
}

char *seed_settings(const char *format_of, const struct workspace_identity *who)
{
	struct buf text = BUF_INIT(MAX_SETTINGS);

	add_core(&text, format_of, false);
	/* The lead may have set hooks of his own for all his repositories; these are found from the top. */
	buf_add_text(&text, "[core]\n\tlogallrefupdates = true\n\tfsmonitor = false\n\thooksPath = .git/hooks\n"
			    "[commit]\n\tgpgsign = false\n[tag]\n\tgpgsign = false\n[gc]\n\tauto = 0\n"
			    "[maintenance]\n\tauto = false\n");
	if (who) {
		buf_add_text(&text, "[user]\n");
		add_quoted(&text, "name", who->name);
		add_quoted(&text, "email", who->mail);
	}
	return buf_take(&text);
}

static char *bare_settings(const char *format_of)
{
	struct buf text = BUF_INIT(MAX_SETTINGS);

	add_core(&text, format_of, true);
	return buf_take(&text);
}

static int write_refs(const char *git_dir, const struct seed *seed, struct err *err)
{
	_autofree_ char *head = mem_printf("ref: refs/heads/%s\n", seed->branch);
	_autofree_ char *branch = mem_printf("refs/heads/%s", seed->branch);
	_autofree_ char *origin = mem_printf("refs/remotes/origin/%s", seed->branch);
	_autofree_ char *line = mem_printf("%s\n", seed->commit ? seed->commit : "");

	if (seed_put(git_dir, "HEAD", head, err) || (seed->commit && seed_put(git_dir, branch, line, err)) ||
	    (seed->has_origin && seed_put(git_dir, origin, line, err)))
		return err->code;
	return 0;
}

int seed_write(const char *git_dir, const struct seed *seed, const char *format_of, struct err *err)
{
	static const char *const folders[] = { "objects/info", "objects/pack", "refs/heads", "refs/tags", "hooks",
					       "info", 0 };
	_autofree_ char *settings = seed->is_bare ? bare_settings(format_of) : seed_settings(format_of, 0);
	_autofree_ char *alternates = mem_printf("%s\n", seed->objects ? seed->objects : "");

	for (int i = 0; folders[i]; i++) {
		_autofree_ char *folder = mem_printf("%s/%s", git_dir, folders[i]);

		if (fs_make_open_dirs(folder, err))
			return err->code;
	}
	if ((!text_is_empty(seed->objects) &&
	     seed_put(git_dir, "objects/info/alternates", alternates, err)) ||
	    (!text_is_empty(seed->shallow) && seed_put(git_dir, "shallow", seed->shallow, err)) ||
	    seed_put(git_dir, "config", settings, err))
		return err->code;
	/* HEAD last: without it nothing takes this for a repository. */
	return write_refs(git_dir, seed, err);
}
