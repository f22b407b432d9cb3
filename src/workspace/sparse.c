/* sparse.c - see sparse.h. */
#include "workspace/sparse.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/seed.h"
#include "workspace/site.h"

#include <string.h>

enum { MAX_CONE = 1 << 20 };

/* A cone without folders: no path begins like this. */
#define TOP_ALONE "/"

/* The folders in front of the first part with a sign that stands for others: a superset of what the pattern matches. */
static char *folder_of(const char *pattern)
{
	size_t len = 0;

	for (;;) {
		size_t part = strcspn(pattern + len, "/");
		const char *sign = strpbrk(pattern + len, "*?[]\\{}!#\"");

		/* The last part is a file, or a folder that is told by the slash behind it. */
		if (!pattern[len + part] || (sign && sign < pattern + len + part))
			break;
		len += part + 1;
	}
	return len ? mem_dup_part(pattern, len - 1) : mem_dup("");
}

static bool is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(path, folder, len) && (!path[len] || path[len] == '/');
}

static bool is_covered(const char *list, const char *folder, bool or_same)
{
	struct lines walk;

	LINES_EACH(walk, list)
		if (is_below(folder, walk.line) && (or_same || strcmp(folder, walk.line) != 0)) {
			lines_stop(&walk);
			return true;
		}
	return false;
}

char *sparse_cone(const char *patterns)
{
	_autofree_ char *all = 0, *cone = 0;
	struct lines walk;

	if (text_is_empty(patterns))
		return 0;
	LINES_EACH(walk, patterns) {
		_autofree_ char *folder = folder_of(walk.line);
		bool is_at_top = !strchr(walk.line, '/') && strcmp(walk.line, "**") != 0;

		/* A file at the top is there in any case. */
		if (!*folder && !is_at_top) {
			lines_stop(&walk);
			return 0;
		}
		if (*folder)
			lines_add(&all, folder);
	}
	LINES_EACH(walk, all ? all : "")
		if (!is_covered(all, walk.line, false) && !is_covered(cone ? cone : "", walk.line, true))
			lines_add(&cone, walk.line);
	return cone ? steal(&cone) : mem_dup(TOP_ALONE);
}

bool sparse_has(const char *cone, const char *path)
{
	const char *slash = strrchr(path, '/');
	_autofree_ char *parent = slash ? mem_dup_part(path, (size_t)(slash - path)) : mem_dup("");
	struct lines walk;

	if (!*parent)
		return true;
	LINES_EACH(walk, cone)
		if (is_below(parent, walk.line) || is_below(walk.line, parent)) {
			lines_stop(&walk);
			return true;
		}
	return false;
}

/* The folders above one, each once. */
static void add_above(struct buf *text, char **seen, const char *folder)
{
	for (const char *slash = strchr(folder, '/'); slash; slash = strchr(slash + 1, '/')) {
		_autofree_ char *above = mem_dup_part(folder, (size_t)(slash - folder));

		if (lines_has(*seen ? *seen : "", above))
			continue;
		lines_add(seen, above);
		buf_printf(text, "/%s/\n!/%s/*/\n", above, above);
	}
}

static int write_cone(const char *git_dir, const char *cone, struct err *err)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(4 * MAX_CONE);
	_autofree_ char *seen = 0;
	struct lines walk;

	buf_add_text(&text, "/*\n!/*/\n");
	LINES_EACH(walk, cone) {
		if (!strcmp(walk.line, TOP_ALONE))
			continue;
		add_above(&text, &seen, walk.line);
		buf_printf(&text, "/%s/\n", walk.line);
	}
	return seed_file(git_dir, "info/sparse-checkout", buf_text(&text), err);
}

char *sparse_of(const struct workspace *ws)
{
	_autofree_ char *path = site_beside(ws, "cone");

	return fs_read_tail(path, MAX_CONE, 0);
}

static int note_cone(const struct workspace *ws, const char *cone, struct err *err)
{
	_autofree_ char *path = site_beside(ws, "cone");

	return fs_write(path, cone, strlen(cone), err);
}

int sparse_plant(const struct workspace *ws, const char *git_dir, const char *base, const struct workspace_identity *who,
		 struct err *err)
{
	_autofree_ char *settings = seed_settings(base, who), *cone = sparse_cone(ws->scope), *text = 0;
	bool is_sparse = ws->kind == WORKSPACE_sparse && cone;

	text = mem_printf("%s%s", settings, is_sparse ? "[core]\n\tsparseCheckout = true\n\tsparseCheckoutCone = true\n" : "");
	if (seed_put(git_dir, "config", text, err))
		return err->code;
	return is_sparse && (note_cone(ws, cone, err) || write_cone(git_dir, cone, err)) ? err->code : 0;
}
