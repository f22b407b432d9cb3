/* aliases.c - see aliases.h. */
#include "floor/aliases.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { LINKS_MOST = 500, NAMES_MOST = 20, TARGET_BYTES = 4096, INPUT_BYTES = 64 << 10 };

/* Where a link of this name leads to, as a path from the top; NULL where that is out of the tree, or its top. */
static char *target_of(const char *name, const char *says)
{
	const char *slash = strrchr(name, '/');
	struct buf path = BUF_INIT(2 * TARGET_BYTES);

	if (*says == '/')
		return 0;
	buf_add(&path, name, slash ? (size_t)(slash - name) : 0);
	for (size_t len; *says; says += len + strspn(says + len, "/")) {
		len = strcspn(says, "/");
		if (len == 2 && !strncmp(says, "..", 2)) {
			const char *above = path.len ? memrchr(path.data, '/', path.len) : 0;

			if (!path.len) {
				buf_release(&path);
				return 0;
			}
			path.len = above ? (size_t)(above - path.data) : 0;
		} else if (len != 1 || *says != '.') {
			buf_printf(&path, "%s%.*s", path.len ? "/" : "", (int)len, says);
		}
	}
	return buf_take(&path);
}

static void add_link(struct aliases *aliases, const char *name, const char *says)
{
	_autofree_ char *target = target_of(name, says), *link = target && *target ? mem_printf("%s\t%s", target, name) : 0;

	if (link && !strpbrk(link, "\n") && strchr(link, '\t') == strrchr(link, '\t'))
		lines_add(&aliases->links, link);
}

/* The names of the links, a list, and what cat-file is to be asked for them. */
static void find_links(const char *listed, size_t len, char **names, struct buf *ids)
{
	size_t count = 0;

	for (const char *at = listed; at < listed + len && count < LINKS_MOST; at += strlen(at) + 1) {
		const char *tab = strchr(at, '\t'), *id = text_starts(at, "120000 blob ") ? at + strlen("120000 blob ") : 0;

		if (!id || !tab || strchr(tab + 1, '\n') || !tab[1])
			continue;
		lines_add(names, tab + 1);
		buf_printf(ids, "%.*s\n", (int)(tab - id), id);
		count++;
	}
}

/* "OID blob SIZE\nTEXT\n", one after the other, as they were asked for. */
static void take_links(struct aliases *aliases, const char *names, const char *said, size_t len)
{
	const char *at = said, *end = said + len;
	struct lines walk;

	LINES_EACH(walk, names) {
		const char *line = at < end ? memchr(at, '\n', (size_t)(end - at)) : 0, *size = line ? memrchr(at, ' ', (size_t)(line - at)) : 0;
		_autofree_ char *text = 0;
		long long bytes = size ? strtoll(size, 0, 10) : -1;

		if (bytes < 0 || bytes >= end - line) {
			lines_stop(&walk);
			return;
		}
		text = mem_dup_part(line + 1, (size_t)bytes);
		if (bytes < TARGET_BYTES)
			add_link(aliases, walk.line, text);
		at = line + 1 + bytes + 1;
	}
}

int aliases_read(const struct git *git, const char *tree, struct aliases *out, struct err *err)
{
	_cleanup_(buf_release) struct buf ids = BUF_INIT(INPUT_BYTES);
	_autofree_ char *listed = 0, *names = 0, *said = 0;
	size_t len = 0;

	*out = (struct aliases){ 0 };
	if (git_read(git, GIT("ls-tree", "-r", "-z", tree), &listed, &len, err))
		return err->code;
	find_links(listed, len, &names, &ids);
	if (!ids.len)
		return 0;
	if (git_feed(git, GIT("cat-file", "--batch"), ids.data, ids.len, &said, err))
		return err->code;
	take_links(out, names, said, strlen(said));
	return 0;
}

static void add_names(const struct aliases *aliases, const char *path, char **names)
{
	struct lines walk;

	LINES_EACH(walk, aliases->links) {
		char *tab = strchr(walk.line, '\t');
		size_t len = (size_t)(tab - walk.line);
		_autofree_ char *name = 0;

		if (strncmp(path, walk.line, len) || (path[len] && path[len] != '/') || lines_count(*names) >= NAMES_MOST)
			continue;
		name = mem_printf("%s%s", tab + 1, path + len);
		if (!lines_has(*names, name))
			lines_add(names, name);
	}
}

char *aliases_of(const struct aliases *aliases, const char *path)
{
	char *names = mem_dup(path);

	/* A link to a link, and no more: they may go round in a circle. */
	for (int i = 0; i < 2 && aliases->links; i++) {
		_autofree_ char *known = mem_dup(names);
		struct lines walk;

		LINES_EACH(walk, known)
			add_names(aliases, walk.line, &names);
	}
	return names;
}

void aliases_release(struct aliases *aliases)
{
	free(aliases->links);
	*aliases = (struct aliases){ 0 };
}
