/* history.c - see history.h. */
#include "history/internal.h"

#include "base/mem.h"
#include "core/desk.h"
#include "core/release.h"
#include "core/step.h"

struct history *history_new(const struct history_scope *scope)
{
	struct history *history = mem_new(1, sizeof(*history));

	history->scope = *scope;
	history->state = state_new();
	history->figures.bottleneck = "none";
	return history;
}

/* Counters and names: after them every task is where it was. */
static bool moves_nothing(enum event_kind kind)
{
	return kind == EVENT_usage || kind == EVENT_thread || kind == EVENT_checkpointed ||
	       kind == EVENT_reported || kind == EVENT_noticed || kind == EVENT_settled ||
	       kind == EVENT_gate_known || kind == EVENT_shown || kind == EVENT_stop_sent;
}

static void pass_time(struct history *history, long long at_ms)
{
	long long passed_ms = at_ms - history->now_ms;

	/* A clock that was put back takes nothing back. */
	if (passed_ms <= 0)
		return;
	history->now_ms = at_ms;
	if (!history->under_way || passed_ms > PACE_LONGEST_MS || !history_counts(history))
		return;
	history->figures.under_way_ms += (double)passed_ms;
	window_pass(history, passed_ms);
}

int history_take(struct history *history, const struct event *event, struct err *err)
{
	int code;

	pass_time(history, event->at_ms);
	lead_before(history, event);
	code = step(history->state, event, err);
	if (code)
		return code;
	if (history_counts(history)) {
		if (!history->figures.events++)
			history->figures.first_ms = history->now_ms;
		history->figures.last_ms = history->now_ms;
	}
	if (event->kind == EVENT_retried || event->kind == EVENT_restored)
		stays_reopen(history, event->task);
	lead_after(history, event);
	if (!moves_nothing(event->kind))
		stays_look(history);
	return 0;
}

void history_end(struct history *history, long long now_ms)
{
	pass_time(history, now_ms);
	stays_end(history);
	windows_end(history);
	history->figures.lead_ms = lead_busy_ms(history);
	history->figures.bottleneck = desk_bottleneck(history->state);
	history->figures.allowed = sessions_allowed(history->state);
	history->figures.pace = pace_of(history->state, 0);
	counts_sort(&history->figures.blames);
	counts_sort(&history->figures.whys);
}

const struct history_figures *history_figures(const struct history *history)
{
	return &history->figures;
}

char *history_classes(const struct history *history)
{
	char *list = 0;

	EACH(task, task, history->state)
		if (!text_is_empty(task->class) && !lines_has(list, task->class))
			lines_add(&list, task->class);
	return list ? list : mem_dup("");
}

void history_free(struct history *history)
{
	struct history_figures *figures;

	if (!history)
		return;
	figures = &history->figures;
	for (size_t i = 0; i < figures->part_count; i++) {
		free(figures->parts[i].what);
		samples_release(&figures->parts[i].stays_ms);
	}
	free(figures->parts);
	free(figures->points);
	samples_release(&figures->cycles_ms);
	samples_release(&figures->reviews_ms);
	samples_release(&figures->called_to_landed_ms);
	counts_release(&figures->blames);
	counts_release(&figures->whys);
	state_free(history->state);
	free(history->stays);
	free(history->open);
	free(history->shown_ms);
	free(history->looks);
	free(history->windows);
	free(history);
}
