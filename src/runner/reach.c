/* reach.c - see reach.h. */
#include "runner/reach.h"

#include "base/text.h"

#include <stdlib.h>

char *reach_stamps(const char *top, const char *pattern, enum below_cut *cut)
{
	static const struct below_bounds bounds = { REACH_FILES, REACH_LOOKS };

	return fs_below_stamps(top, pattern, &bounds, cut);
}

bool reach_is_whole(const char *top, const char *report)
{
	enum below_cut cut = BELOW_whole;

	if (!text_is_empty(report) && !text_same(report, "stdout"))
		free(reach_stamps(top, report, &cut));
	return cut != BELOW_looks;
}
