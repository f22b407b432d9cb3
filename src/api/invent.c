/* invent.c - see invent.h. */
#include "api/invent.h"

#include "api/sweep.h"
#include "api/view.h"
#include "base/mem.h"
#include "base/text.h"
#include "sim/past.h"

#include <string.h>

enum { SESSIONS_MOST = 1000, RUNS_OF_A_WEEK = 10, SESSIONS = 6, CYCLES_LEAST = 5 };

/* An option that would change nothing is a misunderstanding. */
static int check_together(const struct call *call, enum scene_model model, struct err *err)
{
	static const struct {
		const char *option, *word;
		enum scene_model model;
	} only[] = {{"policy", "week", SCENE_week},
		    {"lead", "week", SCENE_week},
		    {"days", "week", SCENE_week},
		    {"arrive", "open", SCENE_open}};

	for (size_t i = 0; i < sizeof only / sizeof *only; i++)
		if (call_has(call, only[i].option) && model != only[i].model)
			return err_set(err, ERR_USAGE, "--%s is for the model '%s'",
				       only[i].option, only[i].word);
	if (call_has(call, "lines") && call_has(call, "human"))
		return err_set(err, ERR_USAGE,
			       "--lines and --human both say how long a review takes: give one");
	if (call_has(call, "policy") && call_has(call, "sessions"))
		return err_set(err, ERR_USAGE,
			       "--sessions is for the policy fixed, and the others stand beside "
			       "it: leave --policy out");
	if (call_has(call, "sessions") && model == SCENE_open)
		return err_set(err, ERR_USAGE,
			       "--sessions is not for the model 'open': changes arrive there by "
			       "themselves");
	return 0;
}

static int take_model(const struct call *call, enum scene_model *model, struct err *err)
{
	static const char *const words[] = {"week", "machine-repair", "open", 0};
	const char *word = call_text(call, "model");
	_autofree_ char *shown = 0;

	for (int i = 0; words[i]; i++)
		if (text_same(word ? word : "week", words[i])) {
			*model = (enum scene_model)i;
			return 0;
		}
	shown = text_clean(word, strlen(word), 40);
	return err_set(err, ERR_USAGE, "--model '%s' is none of week, machine-repair and open",
		       shown);
}

static int take_spread(const struct call *call, const char *option, struct spread *spread,
		       struct err *err)
{
	const char *text = call_text(call, option);

	if (text && spread_parse(text, spread, err))
		return err_wrap(err, "--%s", option);
	return 0;
}

static int take_chance(const struct call *call, const char *option, double *chance,
		       struct err *err)
{
	const char *text = call_text(call, option);
	_autofree_ char *shown = text ? text_clean(text, strlen(text), 40) : 0;
	double number;

	if (!text)
		return 0;
	if (!spread_number(text, &number) || number > 1)
		return err_set(err, ERR_USAGE, "--%s wants a chance from 0 to 1, not '%s'",
			       option, shown);
	*chance = number;
	return 0;
}

struct bounds {
	long long least, most;
};

static int take_number(const struct call *call, const char *option, struct bounds bounds,
		       long long *number, struct err *err)
{
	long long given = call_number(call, option, *number);

	if (call_has(call, option) && (given < bounds.least || given > bounds.most))
		return err_set(err, ERR_USAGE, "--%s wants a number from %lld to %lld", option,
			       bounds.least, bounds.most);
	*number = given;
	return 0;
}

/* "9-17", "22-6", "always". */
static int take_hours(const struct call *call, struct scene *scene, struct err *err)
{
	const char *text = call_text(call, "lead"), *dash = text ? strchr(text, '-') : 0;
	_autofree_ char *first = dash ? mem_dup_part(text, (size_t)(dash - text)) : 0;
	_autofree_ char *shown = text ? text_clean(text, strlen(text), 40) : 0;
	long long from, to;

	if (!text)
		return 0;
	if (text_same(text, "always")) {
		scene->hours = 24;
		return 0;
	}
	if (!dash || !text_to_number(first, &from) || !text_to_number(dash + 1, &to) ||
	    from > 24 || to > 24 || from == to)
		return err_set(err, ERR_USAGE,
			       "--lead wants hours such as 9-17, or 'always', not '%s'", shown);
	scene->hours = to > from ? to - from : to - from + 24;
	return 0;
}

/* "6", "1..50". */
static int take_sessions(const struct call *call, long long *from, long long *to,
			 struct err *err)
{
	const char *text = call_text(call, "sessions"), *dots = text ? strstr(text, "..") : 0;
	_autofree_ char *first =
		text ? mem_dup_part(text, dots ? (size_t)(dots - text) : strlen(text)) : 0;
	_autofree_ char *shown = text ? text_clean(text, strlen(text), 40) : 0;

	*from = *to = 0;
	if (!text)
		return 0;
	if (!text_to_number(first, from) || !text_to_number(dots ? dots + 2 : first, to) ||
	    *from < 1 || *to < *from || *to > SESSIONS_MOST || *to - *from >= SWEEP_MOST)
		return err_set(
			err, ERR_USAGE,
			"--sessions wants a number from 1 to %d, or a range such as 1..50 that "
			"is no wider than %d, not '%s'",
			SESSIONS_MOST, SWEEP_MOST, shown);
	return 0;
}

static int take_stretches(const struct call *call, struct scene *scene, struct err *err)
{
	struct {
		const char *option;
		struct spread *spread;
	} spreads[] = {{"work", &scene->work},
		       {"human", &scene->human},
		       {"gate", &scene->gate},
		       {"answer", &scene->answer},
		       {"arrive", &scene->arrive}};

	for (size_t i = 0; i < sizeof spreads / sizeof *spreads; i++)
		if (take_spread(call, spreads[i].option, spreads[i].spread, err))
			return err->code;
	/* Whatever the history says. */
	if (call_has(call, "human"))
		scene->lines = 0;
	scene->switch_ms = call_number(call, "switch", scene->switch_ms);
	return take_hours(call, scene, err);
}

static int take_chances(const struct call *call, struct scene *scene, struct err *err)
{
	struct {
		const char *option;
		double *chance;
	} chances[] = {{"green", &scene->green}, {"conflict", &scene->conflict},
		       {"ask", &scene->ask},	 {"reject", &scene->reject},
		       {"fail", &scene->fail},	 {"rework", &scene->rework},
		       {"needs", &scene->needs}, {"flake", &scene->flake}};

	for (size_t i = 0; i < sizeof chances / sizeof *chances; i++)
		if (take_chance(call, chances[i].option, chances[i].chance, err))
			return err->code;
	/* Work that is never green, or never good enough, has no end. */
	if (scene->green < 0.01 || scene->reject > 0.99 || scene->fail > 0.99 || scene->flake > 0.99)
		return err_set(err, ERR_USAGE,
			       "with such chances nothing would ever land: --green "
			       "has to be 0.01 or more, --reject, --fail and --flake "
			       "0.99 or less");
	return 0;
}

static int take_dollars(const struct call *call, double *dollars, struct err *err)
{
	const char *text = call_text(call, "dollars");
	_autofree_ char *shown = text ? text_clean(text, strlen(text), 40) : 0;

	if (text && !spread_number(text, dollars))
		return err_set(err, ERR_USAGE,
			       "--dollars wants a sum such as 2 or 0.5, not '%s'", shown);
	return 0;
}

static int take_numbers(const struct call *call, struct invention *out, struct err *err)
{
	struct scene *scene = &out->scene;
	long long seed = 1;

	if (take_dollars(call, &scene->dollars, err) ||
	    take_number(call, "leads", (struct bounds){1, 64}, &scene->leads, err) ||
	    take_number(call, "lines", (struct bounds){1, 100000}, &scene->lines, err) ||
	    take_number(call, "areas", (struct bounds){1, 10000}, &scene->areas, err) ||
	    take_number(call, "reruns", (struct bounds){0, 20}, &scene->reruns, err) ||
	    take_number(call, "days", (struct bounds){1, 366}, &scene->days, err) ||
	    take_number(call, "tasks", (struct bounds){1, 1000000}, &scene->tasks, err) ||
	    take_number(call, "runs", (struct bounds){2, 100000}, &out->runs, err) ||
	    take_number(call, "seed", (struct bounds){0, 1LL << 62}, &seed, err))
		return err->code;
	out->seed = (uint64_t)seed;
	return 0;
}

/* A sweep stands for what is fixed; all the others stand beside it. */
static void line_up(struct invention *out, long long from, long long to)
{
	static const struct policy known[] = {{POLICY_assistant, 1},
					      {POLICY_free_for_all, FREE_FOR_ALL_SESSIONS},
					      {POLICY_factory, FACTORY_SESSIONS}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		out->policies[out->policy_count++] = known[i];
	if (from == to)
		out->policies[out->policy_count++] =
			(struct policy){POLICY_fixed, from ? from : SESSIONS};
}

static int take_policies(const struct call *call, struct invention *out, struct err *err)
{
	const char *policy = call_text(call, "policy");
	long long from, to;

	if (take_sessions(call, &from, &to, err))
		return err->code;
	if (from < to) {
		out->from = from;
		out->to = to;
	}
	if (out->scene.model == SCENE_week && !policy) {
		line_up(out, from, to);
		return 0;
	}
	if (policy && policy_parse(policy, &out->policies[0], err))
		return err_wrap(err, "--policy");
	if (!policy)
		out->policies[0] = (struct policy){POLICY_fixed, from ? from : SESSIONS};
	out->policy_count = policy || from == to;
	return 0;
}

static int take_past(struct call *call, struct scene *scene, struct err *err)
{
	_cleanup_(view_release)
	struct view view = {0};
	struct pace pace;

	if (!call_has(call, "from-history"))
		return 0;
	if (place_find(call_text(call, "repo"), &call->place, err) ||
	    view_open(&call->place, VIEW_whole, &view, err))
		return err->code;
	pace = pace_of(view.state, 0);
	if (pace.cycles < CYCLES_LEAST)
		return err_set(
			err, ERR_REFUSED,
			"here %lld changes have come to a review or failed, and %d are the "
			"least that say anything: leave --from-history out",
			pace.cycles, CYCLES_LEAST);
	scene_of_pace(scene, &pace);
	scene_of_records(scene, view.state);
	return 0;
}

/* A line that grows without end has no figures. */
static int check_load(const struct scene *scene, struct err *err)
{
	if (scene->model != SCENE_open ||
	    spread_mean(&scene->human) < (double)scene->leads * spread_mean(&scene->arrive))
		return 0;
	return err_set(
		err, ERR_USAGE,
		"changes arrive faster than the leads can judge them, so the line would grow "
		"without end: raise --arrive or --leads, or lower --human");
}

int invent(struct call *call, struct invention *out, struct err *err)
{
	enum scene_model model = SCENE_week;

	if (take_model(call, &model, err) || check_together(call, model, err))
		return err->code;
	*out = (struct invention){.scene = scene_default(model),
				  .runs = model == SCENE_week ? RUNS_OF_A_WEEK : 0};
	if (model == SCENE_open)
		out->scene.work = (struct spread){SPREAD_const, 0, 0};
	if (take_past(call, &out->scene, err) || take_stretches(call, &out->scene, err) ||
	    take_chances(call, &out->scene, err) || take_numbers(call, out, err) ||
	    take_policies(call, out, err) || check_load(&out->scene, err))
		return err->code;
	return 0;
}
