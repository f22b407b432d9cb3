/* verb_stats.c - where the time went, by the history of this repository. */
#include "api/verbs.h"

#include "api/did.h"
#include "api/failing.h"
#include "api/record.h"
#include "api/row.h"
#include "base/json.h"
#include "base/text.h"
#include "sys/clock.h"

#include <string.h>

#define DAY_MS (24 * 3600000LL)
#define HOUR_MS 3600000.0

enum { DAYS_MOST = 100000 };

static void put_real(json_t *object, const char *key, double value)
{
	json_object_set_new(object, key, json_real(value));
}

/* How much there is of it for each; null where there is nothing to divide by. */
static void put_ratio(json_t *object, const char *key, double of, double by)
{
	json_object_set_new(object, key, by > 0 ? json_real(of / by) : json_null());
}

static void put_quantiles(json_t *object, const struct samples *samples)
{
	json_put_number(object, "count", (long long)samples->count);
	json_put_number(object, "median_ms", (long long)samples_quantile(samples, 0.5));
	json_put_number(object, "p90_ms", (long long)samples_quantile(samples, 0.9));
}

static json_t *quantiles_json(const struct samples *samples)
{
	json_t *made = json_object();

	put_quantiles(made, samples);
	return made;
}

static json_t *parts_json(const struct history_figures *figures)
{
	json_t *parts = json_array();
	double all_ms = 0;

	for (size_t i = 0; i < figures->part_count; i++)
		all_ms += figures->parts[i].stays_ms.sum;
	for (size_t i = 0; i < figures->part_count; i++) {
		const struct history_part *part = &figures->parts[i];
		json_t *made;

		if (!part->stays_ms.count)
			continue;
		made = json_object();
		json_put(made, "what", part->what);
		json_object_set_new(made, "waiting", json_boolean(part->is_wait));
		json_put_number(made, "total_ms", (long long)part->stays_ms.sum);
		put_ratio(made, "share", part->stays_ms.sum, all_ms);
		put_quantiles(made, &part->stays_ms);
		json_array_append_new(parts, made);
	}
	return parts;
}

static json_t *counts_json(const struct counts *counts, const char *key)
{
	json_t *lines = json_array();
	double all = 0;

	for (size_t i = 0; i < counts->count; i++)
		all += (double)counts->lines[i].count;
	for (size_t i = 0; i < counts->count; i++) {
		json_t *line = json_object();

		json_put(line, key, counts->lines[i].name);
		json_put_number(line, "count", counts->lines[i].count);
		put_ratio(line, "share", (double)counts->lines[i].count, all);
		json_array_append_new(lines, line);
	}
	return lines;
}

static json_t *landed_json(const struct history_figures *figures, long long now_ms)
{
	json_t *made = quantiles_json(&figures->called_to_landed_ms);
	double landed = (double)figures->landed;
	double days = (double)(now_ms - figures->first_ms) / DAY_MS;

	/* Of less than a day, that day. */
	put_real(made, "per_day", landed / (days > 1 ? days : 1));
	put_ratio(made, "per_lead_hour", landed, figures->lead_ms / HOUR_MS);
	json_put_number(made, "reports", figures->done);
	return made;
}

static json_t *review_json(const struct history_figures *figures)
{
	json_t *made = quantiles_json(&figures->reviews_ms);

	json_put_number(made, "approved", figures->approved);
	json_put_number(made, "rejected", figures->rejected);
	return made;
}

static json_t *lead_json(const struct history_figures *figures)
{
	json_t *made = json_object();

	json_put_number(made, "busy_ms", (long long)figures->lead_ms);
	json_put_number(made, "under_way_ms", (long long)figures->under_way_ms);
	put_ratio(made, "utilisation", figures->lead_ms, figures->under_way_ms);
	return made;
}

static json_t *interruptions_json(const struct history_figures *figures)
{
	long long all = figures->questions + figures->reviews + figures->failures;
	double landed = (double)figures->landed;
	json_t *made = json_object();

	json_put_number(made, "count", all);
	json_put_number(made, "questions", figures->questions);
	json_put_number(made, "reviews", figures->reviews);
	json_put_number(made, "failures", figures->failures);
	json_put_number(made, "switches", figures->switches);
	put_ratio(made, "per_landed", (double)all, landed);
	put_ratio(made, "switches_per_landed", (double)figures->switches, landed);
	return made;
}

static json_t *rework_json(const struct history_figures *figures)
{
	json_t *made = json_object(), *whys = counts_json(&figures->whys, "why");
	long long again = figures->turns;

	for (size_t i = json_array_size(whys); i-- > 0;)
		if (text_same(json_text(json_array_get(whys, i), "why"), "first")) {
			again -= json_number(json_array_get(whys, i), "count");
			json_array_remove(whys, i);
		}
	json_put_number(made, "turns", figures->turns);
	json_put_number(made, "again", again);
	put_ratio(made, "turns_per_landed", (double)figures->turns, (double)figures->landed);
	json_object_set_new(made, "whys", whys);
	return made;
}

static json_t *cost_json(const struct history_figures *figures)
{
	json_t *made = json_object();
	double usd = dollars(figures->cost_microusd);

	put_real(made, "usd", usd);
	json_put_number(made, "tokens", figures->tokens);
	put_ratio(made, "usd_per_landed", usd, (double)figures->landed);
	put_ratio(made, "tokens_per_landed", (double)figures->tokens, (double)figures->landed);
	return made;
}

static json_t *stats_json(const struct history_figures *figures, long long now_ms)
{
	json_t *out = json_object(), *questions = json_object();

	json_put_number(out, "from_ms", figures->first_ms);
	json_put_number(out, "now_ms", now_ms);
	json_put_number(out, "tasks", figures->tasks);
	json_object_set_new(out, "landed", landed_json(figures, now_ms));
	json_object_set_new(out, "time", parts_json(figures));
	json_put(out, "bottleneck", figures->bottleneck);
	json_object_set_new(out, "cycle", quantiles_json(&figures->cycles_ms));
	json_object_set_new(out, "review", review_json(figures));
	json_object_set_new(out, "lead", lead_json(figures));
	json_object_set_new(out, "interruptions", interruptions_json(figures));
	json_put_number(questions, "asked", figures->asked);
	json_put_number(questions, "answered_before", figures->asked_again);
	json_object_set_new(out, "questions", questions);
	json_object_set_new(out, "rework", rework_json(figures));
	json_object_set_new(out, "cost", cost_json(figures));
	json_object_set_new(out, "failures", counts_json(&figures->blames, "class"));
	return out;
}

static int failures(struct call *call, long long since_ms, json_t **out, struct err *err)
{
	const struct failing_scope scope = { call_text(call, "class"), call_text(call, "agent"), since_ms };
	_cleanup_(view_release) struct view view = { 0 };

	if (view_open(&call->place, VIEW_whole, &view, err))
		return err->code;
	*out = failing_json(view.state, &scope);
	json_put(*out, "class", scope.class);
	json_put(*out, "agent", scope.agent);
	return 0;
}

/* Where nothing has happened yet, every class is as good as any other. */
static int check_class(const struct history *history, const char *class, struct err *err)
{
	_autofree_ char *known = history_classes(history), *shown = 0;

	if (!class || !*known || lines_has(known, class))
		return 0;
	for (char *c = known; *c; c++)
		if (*c == '\n')
			*c = ' ';
	shown = text_clean(class, strlen(class), 80);
	return err_set(err, ERR_MISSING,
		       "no task of the class '%s' was set going yet; there are: %.200s", shown,
		       known);
}

/* How often each was seen of each agent, and what the nudges did. */
static int signals(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };

	if (view_open(&call->place, VIEW_whole, &view, err))
		return err->code;
	*out = json_object();
	json_object_set_new(*out, "signals", did_signal_counts(view.state));
	return 0;
}

int verb_stats(struct call *call, json_t **out, struct err *err)
{
	long long now_ms = clock_now_ms(), days = call_number(call, "days", 0);
	const char *class = call_word(call, 0);
	struct history_scope scope = { class, 0 };
	struct history *history;
	int code;

	if (text_same(class, "signals"))
		return signals(call, out, err);
	if (call_has(call, "days") && (days < 1 || days > DAYS_MOST))
		return err_set(err, ERR_USAGE, "--days wants a number from 1 to %d", DAYS_MOST);
	if (days)
		scope.since_ms = now_ms - days * DAY_MS;
	if (text_same(class, "failures"))
		return failures(call, scope.since_ms, out, err);
	if (call_has(call, "class") || call_has(call, "agent"))
		return err_set(err, ERR_USAGE, "--class and --agent are for 'leadhand stats failures'");
	if (record_read(&call->place, &scope, now_ms, &history, err))
		return err->code;
	code = check_class(history, class, err);
	if (!code) {
		*out = stats_json(history_figures(history), now_ms);
		json_put(*out, "class", class);
		if (days)
			json_put_number(*out, "days", days);
	}
	history_free(history);
	return code;
}
