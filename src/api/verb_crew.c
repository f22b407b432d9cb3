/* verb_crew.c - how many sessions are worth running for this repository and this lead. */
#include "api/verbs.h"

#include "api/prospect.h"
#include "api/record.h"
#include "base/json.h"
#include "core/arith.h"
#include "floor/words.h"
#include "spec/config.h"
#include "sys/clock.h"

#define MINUTE_MS 60000.0

/* Of fewer reviews a mean says little: 5 leave it a quarter to either side, as a rule. */
enum { NEEDED = 5 };

/* A mean time, and where the true one is with 95 %. */
struct figure {
	double value_ms, low_ms, high_ms;
	const char *from;
};

struct prediction {
	struct pace pace;
	bool is_enough;
	struct figure work, human;
};

static struct figure measured(double mean_ms, double deviation_ms, long long count)
{
	double half_ms =
		usl_student((size_t)count - 1) * deviation_ms / arith_root((double)count);

	return (struct figure){ mean_ms, mean_ms > half_ms ? mean_ms - half_ms : 0,
				mean_ms + half_ms, "history" };
}

static struct figure exactly(double ms, const char *from)
{
	return (struct figure){ ms, ms, ms, from };
}

static struct prediction predict(const struct call *call, const struct history_figures *figures)
{
	struct pace pace = figures->pace;
	struct prediction made = { pace, pace.reviews >= NEEDED && pace.cycles >= NEEDED,
				   exactly((double)PACE_WORK_MS, "default"),
				   exactly((double)PACE_SETUP_MS, "default") };

	if (made.is_enough) {
		made.work = measured(pace.work_ms, pace.work_deviation_ms, pace.cycles);
		made.human = measured(pace.human_ms, pace.human_deviation_ms, pace.reviews);
	}
	if (call_has(call, "work"))
		made.work = exactly((double)call_number(call, "work", 0), "option");
	if (call_has(call, "human"))
		made.human = exactly((double)call_number(call, "human", 0), "option");
	return made;
}

static void put_real(json_t *object, const char *key, double value)
{
	json_object_set_new(object, key, json_real(value));
}

static json_t *figure_json(const struct figure *figure)
{
	json_t *made = json_object();

	put_real(made, "minutes", figure->value_ms / MINUTE_MS);
	put_real(made, "low", figure->low_ms / MINUTE_MS);
	put_real(made, "high", figure->high_ms / MINUTE_MS);
	json_put(made, "from", figure->from);
	return made;
}

static struct crew_load load_of(double work_ms, double human_ms)
{
	return (struct crew_load){ work_ms, human_ms, CREW_CONFLICT };
}

static json_t *table_json(const struct prediction *made, const struct usl_fit *law)
{
	struct crew_load load = load_of(made->work.value_ms, made->human.value_ms);
	json_t *rows = json_array();

	for (long long sessions = 1; sessions <= CREW_WORTH_MOST; sessions++) {
		struct repair repair = crew_repair(load.work_ms, load.human_ms, sessions);
		json_t *row = json_object();

		json_put_number(row, "sessions", sessions);
		put_real(row, "lead_busy", repair.busy);
		put_real(row, "reviews_per_hour", repair.per_hour);
		put_real(row, "landed_per_hour", crew_landed(&load, sessions));
		put_real(row, "wait_minutes", repair.wait_ms / MINUTE_MS);
		if (law->is_known)
			put_real(row, "history_per_hour", usl_rate(law, (double)sessions));
		json_array_append_new(rows, row);
	}
	return rows;
}

/* The least that the intervals leave open, and the most. */
static json_t *recommended_json(const struct prediction *made)
{
	struct crew_load load = load_of(made->work.value_ms, made->human.value_ms);
	struct crew_load least = load_of(made->work.low_ms, made->human.high_ms);
	struct crew_load most = load_of(made->work.high_ms, made->human.low_ms);
	long long sessions = crew_worth(&load, CREW_WORTH_MOST);
	json_t *worth = json_object();

	json_put_number(worth, "sessions", sessions);
	json_put_number(worth, "low", crew_worth(&least, CREW_WORTH_MOST));
	json_put_number(worth, "high", crew_worth(&most, CREW_WORTH_MOST));
	put_real(worth, "landed_per_hour", crew_landed(&load, sessions));
	return worth;
}

static void put_figure(json_t *object, const char *key, const struct usl_figure *figure)
{
	json_t *made = json_object();

	put_real(made, "value", figure->value);
	put_real(made, "low", figure->low);
	if (figure->high > 0 || figure->value <= 0)
		put_real(made, "high", figure->high);
	else
		json_object_set_new(made, "high", json_null());
	json_object_set_new(object, key, made);
}

static json_t *law_json(const struct usl_fit *law)
{
	json_t *made = json_object();

	json_object_set_new(made, "known", json_boolean(law->is_known));
	json_put(made, "reason", law->reason);
	json_put_number(made, "points", (long long)law->points);
	json_put_number(made, "points_needed", USL_POINTS_LEAST);
	json_put_number(made, "landed_a_point", HISTORY_WINDOW);
	if (!law->is_known)
		return made;
	put_real(made, "alone_per_hour", law->alone);
	put_figure(made, "contention", &law->contention);
	put_figure(made, "coordination", &law->coordination);
	put_real(made, "r_squared", law->r_squared);
	if (law->peak.value > 0)
		put_figure(made, "peak", &law->peak);
	else
		json_object_set_new(made, "peak", json_null());
	return made;
}

/* What may run at one time: a floor that runs was told, perhaps not what config.yaml says. */
static void put_allowed(json_t *out, const struct place *place, long long told)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct config config;
	bool is_read = !config_load(place->config, &config, &err);

	json_put_number(out, "allowed", floor_pid(place) || !is_read ? told : config.sessions);
	json_object_set_new(out, "configured",
			    is_read ? json_integer(config.sessions) : json_null());
	if (is_read)
		config_release(&config);
}

static json_t *crew_json(const struct call *call, const struct history_figures *figures)
{
	struct prediction made = predict(call, figures);
	struct usl_fit law = usl_fit(figures->points, figures->point_count);
	json_t *out = json_object();

	json_put_number(out, "cycles", made.pace.cycles);
	json_put_number(out, "reviews", made.pace.reviews);
	json_put_number(out, "needed", NEEDED);
	json_object_set_new(out, "enough", json_boolean(made.is_enough));
	json_object_set_new(out, "work", figure_json(&made.work));
	json_object_set_new(out, "human", figure_json(&made.human));
	put_real(out, "conflict", CREW_CONFLICT);
	put_real(out, "knee", crew_knee(made.work.value_ms, made.human.value_ms));
	json_object_set_new(out, "recommended", recommended_json(&made));
	put_allowed(out, &call->place, figures->allowed);
	json_object_set_new(out, "table", table_json(&made, &law));
	json_object_set_new(out, "law", law_json(&law));
	return out;
}

int verb_crew(struct call *call, json_t **out, struct err *err)
{
	struct history_scope scope = { 0 };
	struct prospect prospect;
	struct history *history;
	const char *svg = call_text(call, "svg");

	if (call_has(call, "work") && call_has(call, "human") &&
	    !call_number(call, "work", 0) && !call_number(call, "human", 0))
		return err_set(err, ERR_USAGE,
			       "a cycle takes some time: --work and --human cannot both be 0");
	if (svg && record_check_svg(svg, err))
		return err->code;
	if (record_read(&call->place, &scope, clock_now_ms(), &history, err))
		return err->code;
	*out = crew_json(call, history_figures(history));
	history_free(history);
	if (!svg)
		return 0;
	prospect_draw(*out, &prospect);
	json_put(*out, "svg", svg);
	return record_svg(svg, &prospect.chart, err);
}
