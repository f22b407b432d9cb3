/* shown.c - see shown.h. */
#include "floor/shown.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { PATHS_KEPT = 50, PATH_BYTES = 300 };

void shown_add(struct shown *shown, const char *path)
{
	_autofree_ char *clean = 0;

	if (shown->count++ >= PATHS_KEPT)
		return;
	clean = text_clean(path, strlen(path), PATH_BYTES);
	lines_add(&shown->list, clean);
}

char *shown_take(struct shown *shown)
{
	if (shown->count > PATHS_KEPT) {
		_autofree_ char *rest = mem_printf("... and %lld more", shown->count - PATHS_KEPT);

		lines_add(&shown->list, rest);
	}
	return steal(&shown->list);
}

char *shown_pick(const char *paths, const char *patterns, bool wants_match)
{
	struct shown shown = { 0 };
	struct lines walk;

	if (text_is_empty(patterns))
		return 0;
	LINES_EACH(walk, paths)
		if (glob_match_any(patterns, walk.line) == wants_match)
			shown_add(&shown, walk.line);
	return shown_take(&shown);
}

void shown_release(struct shown *shown)
{
	free(shown->list);
}
