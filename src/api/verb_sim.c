/* verb_sim.c - the same rules on an invented week. */
#include "api/verbs.h"

#include "api/invent.h"
#include "api/record.h"
#include "api/sweep.h"
#include "base/json.h"
#include "sim/trial.h"

#include <math.h>

static json_t *number_json(double number)
{
	return isfinite(number) ? json_real(number) : json_null();
}

static void put_figures(json_t *object, const struct trial *trial)
{
	for (int f = 0; f < FIGURE_COUNT; f++) {
		json_t *figure = json_object();

		json_object_set_new(figure, "value", number_json(trial->figures[f].value));
		json_object_set_new(figure, "half_width",
				    number_json(trial->figures[f].half_width));
		json_object_set_new(object, figure_names[f], figure);
	}
	json_put_number(object, "runs", trial->runs);
}

static struct trial try_out(const struct call *call, const struct invention *invention,
			    const struct policy *policy, json_t *object)
{
	_autofree_ char *name = policy_text(policy);
	struct trial trial;

	call_tell(call, "trying %s", invention->scene.model == SCENE_open ? "open" : name);
	trial = trial_of(&invention->scene, policy, invention->seed, invention->runs);
	if (invention->scene.model != SCENE_open)
		json_put_number(object, "sessions", policy->sessions);
	if (invention->scene.model == SCENE_week)
		json_put(object, "policy", name);
	put_figures(object, &trial);
	return trial;
}

static void sweep(const struct call *call, const struct invention *invention, json_t *out)
{
	size_t count = (size_t)(invention->to - invention->from + 1);
	_autofree_ struct trial *trials = mem_new(count, sizeof *trials);
	json_t *curve = json_array();

	json_object_set_new(out, "curve", curve);
	for (size_t i = 0; i < count; i++) {
		struct policy policy = {POLICY_fixed, invention->from + (long long)i};
		json_t *point = json_object();

		trials[i] = try_out(call, invention, &policy, point);
		json_array_append_new(curve, point);
	}
	json_put_number(out, "best", invention->from + (long long)trial_best(trials, count));
}

static void side_by_side(const struct call *call, const struct invention *invention,
			 json_t *out)
{
	json_t *rows = json_array();

	json_object_set_new(out, "policies", rows);
	for (size_t i = 0; i < invention->policy_count; i++) {
		json_t *row = json_object();

		try_out(call, invention, &invention->policies[i], row);
		json_array_append_new(rows, row);
	}
}

static void put_scene(json_t *out, const struct invention *invention)
{
	static const char *const models[] = {"week", "machine-repair", "open"};
	const struct scene *scene = &invention->scene;
	_autofree_ char *work = spread_text(&scene->work), *human = spread_text(&scene->human);

	json_put(out, "model", models[scene->model]);
	json_put_number(out, "seed", (long long)invention->seed);
	json_put(out, "work", work);
	if (scene->lines)
		json_put_number(out, "lines", scene->lines);
	else
		json_put(out, "human", human);
	if (scene->model != SCENE_week) {
		json_put_number(out, "tasks", scene->tasks);
		return;
	}
	json_put_number(out, "days", scene->days);
	json_object_set_new(out, "green", json_real(scene->green));
	json_object_set_new(out, "conflict", json_real(scene->conflict));
	json_object_set_new(out, "ask", json_real(scene->ask));
	json_object_set_new(out, "reject", json_real(scene->reject));
	json_object_set_new(out, "fail", json_real(scene->fail));
	json_object_set_new(out, "flake", json_real(scene->flake));
	json_put_number(out, "reruns", scene->reruns);
}

int verb_sim(struct call *call, json_t **out, struct err *err)
{
	const char *svg = call_text(call, "svg");
	struct invention invention;
	struct sweep drawn;

	if (invent(call, &invention, err))
		return err->code;
	if (svg && !invention.to)
		return err_set(
			err, ERR_USAGE,
			"--svg draws a curve over sessions: give --sessions 1..20 with it");
	if (svg && record_check_svg(svg, err))
		return err->code;
	*out = json_object();
	put_scene(*out, &invention);
	if (invention.to)
		sweep(call, &invention, *out);
	if (invention.scene.model == SCENE_week)
		side_by_side(call, &invention, *out);
	else if (!invention.to)
		try_out(call, &invention, &invention.policies[0], *out);
	if (!svg)
		return 0;
	sweep_draw(*out, &drawn);
	json_put(*out, "svg", svg);
	return record_svg(svg, &drawn.chart, err);
}
