/* blocker.c - see blocker.h. */
#include "land/blocker.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/git.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	MAX_NAMED = 10,
	MAX_NAME = 300,
};

/* The paths in the index. */
struct known {
	char *text;	   /* owned: names, each with its NUL */
	const char **name; /* owned array; in the index's order, which is that of strcmp */
	size_t n;
};

static void known_release(struct known *known)
{
	free(known->text);
	free(known->name);
}

static int known_read(const struct git *git, struct known *known, struct err *err)
{
	size_t len, n = 0;

	if (git_read(git, GIT("ls-files", "-z"), &known->text, &len, err))
		return err->code;
	for (size_t i = 0; i < len; i++)
		n += !known->text[i];
	known->name = mem_new(n + 1, sizeof *known->name);
	for (const char *name = known->text; name < known->text + len; name += strlen(name) + 1)
		known->name[known->n++] = name;
	return 0;
}

static int compare(const void *key, const void *name)
{
	return strcmp(key, *(const char *const *)name);
}

static bool known_has(const struct known *known, const char *name)
{
	return bsearch(name, known->name, known->n, sizeof *known->name, compare);
}

/* The first file below a folder that the index does not know, the caller's; NULL where there is none. */
static char *unknown_below(const struct known *known, const char *top, const char *folder)
{
	_autofree_ char *path = mem_printf("%s/%s", top, folder);
	DIR *dir = opendir(path);
	char *found = 0;

	/* What cannot be looked into is not ours to remove. */
	if (!dir)
		return mem_dup(folder);
	for (struct dirent *e; !found && (e = readdir(dir));) {
		_autofree_ char *name = mem_printf("%s/%s", folder, e->d_name);
		_autofree_ char *full = mem_printf("%s/%s", top, name);
		struct stat st;

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") || lstat(full, &st))
			continue;
		if (S_ISDIR(st.st_mode))
			found = unknown_below(known, top, name);
		else if (!known_has(known, name))
			found = steal(&name);
	}
	closedir(dir);
	return found;
}

/* What stands in the way of adding `path`, the caller's; NULL where nothing does. */
static char *blocker_of(const struct known *known, const char *top, const char *path)
{
	size_t at = 0;

	while (path[at]) {
		_autofree_ char *part = 0, *full = 0;
		struct stat st;

		at += strcspn(path + at, "/");
		part = mem_dup_part(path, at);
		full = mem_printf("%s/%s", top, part);
		if (lstat(full, &st))
			return 0;
		if (!S_ISDIR(st.st_mode))
			return known_has(known, part) ? 0 : steal(&part);
		at += path[at] == '/';
	}
	return unknown_below(known, top, path);
}

int blocker_find(const char *top, const char *from, const char *to, char **list, struct err *err)
{
	const char *const argv[] = { "diff-tree", "-r", "-z", "--no-renames", "--diff-filter=A", "--name-only",
				     from, to, 0 };
	_cleanup_(known_release) struct known known = { 0 };
	struct git git = { .dir = top };
	_autofree_ char *added = 0;
	char *found = 0;
	size_t len;
	int n = 0;

	if (git_read(&git, argv, &added, &len, err) || known_read(&git, &known, err))
		return err->code;
	for (const char *path = added; path < added + len && n < MAX_NAMED; path += strlen(path) + 1) {
		_autofree_ char *blocker = blocker_of(&known, top, path), *clean = 0;

		if (!blocker)
			continue;
		clean = text_clean(blocker, strlen(blocker), MAX_NAME);
		if (!lines_has(found, clean))
			lines_add(&found, clean);
		n++;
	}
	*list = found;
	return 0;
}
