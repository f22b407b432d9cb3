/* place.c - see place.h. */
#include "workspace/place.h"

#include "base/mem.h"
#include "sys/fs.h"

#include <string.h>
#include <sys/stat.h>

char *place_beside(const struct workspace *ws, const char *what)
{
	return mem_printf("%s.%s", ws->path, what);
}

char *place_inside(const struct workspace *ws, const char *inside)
{
	return mem_printf("%s/%s", ws->path, inside);
}

struct git place_lead(const struct workspace *ws)
{
	return (struct git){ .dir = ws->git_dir, .git_dir = ws->git_dir };
}

int place_check_agent(const struct workspace *ws, struct err *err)
{
	_autofree_ char *git_dir = place_inside(ws, ".git"), *common = place_inside(ws, ".git/commondir");
	struct stat st;

	if (lstat(git_dir, &st) || !S_ISDIR(st.st_mode) || fs_exists(common))
		return err_set(err, ERR_CHILD, "the agent broke its repository: '%s' is not one", git_dir);
	return 0;
}

int place_check_plain(const struct workspace *ws, const char *inside, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/.git/%s", ws->path, inside);
	size_t at = strlen(ws->path) + 1;
	struct stat st;

	while (path[at]) {
		_autofree_ char *part = 0;

		at += strcspn(path + at, "/");
		part = mem_dup_part(path, at);
		if (!lstat(part, &st) && S_ISLNK(st.st_mode))
			return err_set(err, ERR_CHILD, "the agent broke its repository: '%s' is a link", part);
		at += path[at] == '/';
	}
	return 0;
}

int place_format(const struct workspace *ws, char **option, struct err *err)
{
	struct git lead = place_lead(ws);
	_autofree_ char *format = 0;

	if (git_line(&lead, GIT("rev-parse", "--show-object-format"), &format, err))
		return err->code;
	*option = mem_printf("--object-format=%s", format);
	return 0;
}
