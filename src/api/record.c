/* record.c - see record.h. */
#include "api/record.h"

#include "base/mem.h"
#include "base/text.h"
#include "store/store.h"
#include "sys/fs.h"

#include <string.h>
#include <sys/stat.h>

struct reading {
	struct history *history;
	struct err *err;
	int code;
};

static void take(void *owner, long long seq, const struct event *event)
{
	struct reading *reading = owner;

	if (reading->code)
		return;
	reading->code = history_take(reading->history, event, reading->err);
	if (reading->code)
		err_wrap(reading->err,
			 "event %lld (%s) cannot have happened: see 'leadhand fsck'", seq,
			 event_kinds[event->kind]);
}

static int read_events(const struct place *place, struct reading *reading)
{
	struct store *store;
	int code = store_open(place->db, STORE_read, &store, reading->err);

	if (code)
		return code;
	code = store_each_event(store, 0, 0, take, reading, reading->err);
	store_close(store);
	if (!code && reading->code)
		code = reading->err->code = ERR_CORRUPT;
	return code;
}

int record_read(const struct place *place, const struct history_scope *scope, long long now_ms,
		struct history **out, struct err *err)
{
	struct reading reading = { history_new(scope), err, 0 };
	int code = fs_exists(place->db) ? read_events(place, &reading) : 0;

	if (code) {
		history_free(reading.history);
		return code;
	}
	history_end(reading.history, now_ms);
	*out = reading.history;
	return 0;
}

static int check_plain(const char *path, struct err *err)
{
	_autofree_ char *shown = text_clean(path, strlen(path), 200);
	struct stat st;

	/* A rename would put the picture in the place of a device or a link. */
	if (!*path || text_ends(path, "/") || (!lstat(path, &st) && S_ISDIR(st.st_mode)))
		return err_set(err, ERR_USAGE,
			       "'%s' is a folder: --svg wants the name of a file", shown);
	if (!lstat(path, &st) && !S_ISREG(st.st_mode))
		return err_set(err, ERR_USAGE,
			       "'%s' is no plain file: --svg wants the name of one", shown);
	return 0;
}

int record_check_svg(const char *path, struct err *err)
{
	return check_plain(path, err) ? err->code : fs_check_write(path, err);
}

int record_svg(const char *path, const struct chart *chart, struct err *err)
{
	_autofree_ char *svg = 0;

	if (check_plain(path, err))
		return err->code;
	svg = chart_svg(chart);
	return fs_write(path, svg, strlen(svg), err);
}
