/*
 * record.h - the history of a repository, as its store has it; and a picture made a file.
 */
#ifndef LEADHAND_API_RECORD_H
#define LEADHAND_API_RECORD_H

#include "base/err.h"
#include "chart/chart.h"
#include "floor/place.h"
#include "history/history.h"

/* All that happened here, up to now: an empty history where no floor ever ran. The caller's to
 * history_free(). */
int record_read(const struct place *place, const struct history_scope *scope, long long now_ms,
		struct history **out, struct err *err) MUST_USE;
/* Whether a picture can be written there, asked before anything is reckoned. What is there
 * and is no plain file is refused: ERR_USAGE; no such folder: ERR_MISSING; closed: ERR_SYSTEM. */
int record_check_svg(const char *path, struct err *err) MUST_USE;
/* Write a chart as SVG, whole or not at all; refused as record_check_svg() does. */
int record_svg(const char *path, const struct chart *chart, struct err *err) MUST_USE;

#endif
