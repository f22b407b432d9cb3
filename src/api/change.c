/* change.c - see change.h. */
#include "api/change.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/git.h"

#include <string.h>

enum { STAT_PATHS = 1000 };

/* "12\t3\tpath" or "-\t-\tpath" for what is binary. */
static json_t *stat_line(char *line)
{
	char *tab = strchr(line, '\t'), *path = tab ? strchr(tab + 1, '\t') : 0;
	long long insertions = 0, deletions = 0;
	json_t *made;

	if (!path)
		return 0;
	*tab = *path = 0;
	made = json_object();
	json_put(made, "path", path + 1);
	json_object_set_new(made, "binary",
			    json_boolean(!text_to_number(line, &insertions) ||
					 !text_to_number(tab + 1, &deletions)));
	json_put_number(made, "insertions", insertions);
	json_put_number(made, "deletions", deletions);
	return made;
}

static int put_stat(json_t *card, const struct git *git, const char *range, struct err *err)
{
	_autofree_ char *text = 0;
	json_t *list;
	struct lines walk;
	int code = git_read(git,
			    GIT("diff", "--numstat", "--ignore-submodules=none", "--no-ext-diff", "--no-textconv",
				"--no-renames", range, "--"),
			    &text, 0, err);

	if (code)
		return code;
	list = json_array();
	LINES_EACH(walk, text) {
		json_t *line = json_array_size(list) < STAT_PATHS ? stat_line(walk.line) : 0;

		if (line)
			json_array_append_new(list, line);
	}
	json_object_set_new(card, "diffstat", list);
	return 0;
}

void change_put(json_t *card, const struct place *place, const struct session *session,
		const struct review *review, bool with_diff)
{
	const char *commit = review ? review->commit : session->commit;
	const char *base = review ? review->base : session->base;
	struct git git = { .dir = place->git_dir, .git_dir = place->git_dir };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *since = 0, *range = 0, *diff = 0;
	int code;

	if (text_is_empty(commit) || text_is_empty(base))
		return;
	since = git_branched_off(&git, base, commit, base);
	range = mem_printf("%s..%s", since, commit);
	code = put_stat(card, &git, range, &err);
	if (!code && with_diff)
		code = git_read(&git,
				GIT("diff", "--submodule=short", "--ignore-submodules=none", "--no-color", "--no-ext-diff", "--no-textconv",
				    range, "--"),
				&diff, 0, &err);
	if (code)
		json_put(card, "change_problem", err.text);
	else if (with_diff)
		json_put(card, "diff", diff);
}
