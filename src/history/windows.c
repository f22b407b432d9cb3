/* windows.c - how many sessions were under way, and what landed meanwhile; see history.h. */
#include "history/internal.h"

#include "base/mem.h"

#define HOUR_MS 3600000.0

void window_pass(struct history *history, long long passed_ms)
{
	history->window.ms += (double)passed_ms;
	history->window.sessions_ms += (double)history->under_way * (double)passed_ms;
}

void window_land(struct history *history)
{
	if (++history->window.landed < HISTORY_WINDOW)
		return;
	if (history->window.ms >= 1) {
		history->windows = mem_grow(history->windows, history->window_count + 1,
					    sizeof(*history->windows));
		history->windows[history->window_count++] = history->window;
	}
	history->window = (struct window){ 0 };
}

static double sessions_of(const struct window *window)
{
	return window->sessions_ms / window->ms;
}

static int fewer_first(const void *left, const void *right)
{
	double a = sessions_of(left), b = sessions_of(right);

	return (a > b) - (a < b);
}

static struct window pooled(const struct window *windows, size_t count)
{
	struct window all = { 0 };

	for (size_t i = 0; i < count; i++) {
		all.ms += windows[i].ms;
		all.sessions_ms += windows[i].sessions_ms;
		all.landed += windows[i].landed;
	}
	return all;
}

void windows_end(struct history *history)
{
	struct history_figures *figures = &history->figures;
	size_t count = history->window_count;
	size_t each = (count + HISTORY_POINTS - 1) / HISTORY_POINTS;

	if (!count)
		return;
	qsort(history->windows, count, sizeof(*history->windows), fewer_first);
	figures->points = mem_new(HISTORY_POINTS, sizeof(*figures->points));
	for (size_t at = 0; at < count; at += each) {
		size_t taken = count - at < each ? count - at : each;
		struct window all = pooled(history->windows + at, taken);

		figures->points[figures->point_count++] =
			(struct usl_point){ sessions_of(&all),
					    (double)all.landed * HOUR_MS / all.ms };
	}
}
