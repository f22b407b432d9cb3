/* scene.c - see scene.h. */
#include "sim/scene.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/crew.h"
#include "core/pace.h"

#include <string.h>

#define MINUTES(n)                           \
	{                                    \
		SPREAD_const, (n)*60000.0, 0 \
	}

/* As config.yaml has it by default. */
enum { SESSIONS_MOST = 100000, SHOWN_BYTES = 40, RERUNS = 5 };

struct scene scene_default(enum scene_model model)
{
	struct scene scene = {
		.model = model,
		.work = {SPREAD_exp, (double)PACE_WORK_MS, 0},
		.human = {SPREAD_exp, (double)PACE_SETUP_MS, 0},
		.arrive = {SPREAD_exp, 10 * 60000.0, 0},
		.gate = MINUTES(0),
		.answer = MINUTES(1),
		.green = 1,
		.rework = 1,
		.reruns = RERUNS,
		.leads = 1,
		.hours = 24,
		.tasks = 200,
	};

	if (model != SCENE_week)
		return scene;
	scene.gate = (struct spread)MINUTES(3);
	scene.green = 0.8;
	scene.rework = 0.5;
	scene.conflict = CREW_CONFLICT;
	scene.ask = 0.1;
	scene.reject = 0.1;
	scene.fail = 0.02;
	scene.dollars = 2;
	scene.hours = 8;
	scene.days = 5;
	scene.tasks = 10000;
	return scene;
}

static int parse_fixed(const char *text, struct policy *out, struct err *err)
{
	long long n;

	if (!text_to_number(text, &n) || n < 1 || n > SESSIONS_MOST)
		return err_set(err, ERR_USAGE, "'fixed:' wants a number from 1 to %d after it",
			       SESSIONS_MOST);
	*out = (struct policy){POLICY_fixed, n};
	return 0;
}

int policy_parse(const char *text, struct policy *out, struct err *err)
{
	static const struct {
		const char *name;
		struct policy policy;
	} known[] = {
		{"assistant", {POLICY_assistant, 1}},
		{"free-for-all", {POLICY_free_for_all, FREE_FOR_ALL_SESSIONS}},
		{"factory", {POLICY_factory, FACTORY_SESSIONS}},
	};
	_autofree_ char *shown = 0;

	if (text_starts(text, "fixed:"))
		return parse_fixed(text + strlen("fixed:"), out, err);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (text_same(text, known[i].name)) {
			*out = known[i].policy;
			return 0;
		}
	shown = text_clean(text, strlen(text), SHOWN_BYTES);
	return err_set(err, ERR_USAGE,
		       "there is no policy '%s': assistant, free-for-all, fixed:N or factory",
		       shown);
}

char *policy_text(const struct policy *policy)
{
	switch (policy->kind) {
	case POLICY_assistant: return mem_dup("assistant");
	case POLICY_free_for_all: return mem_dup("free-for-all");
	case POLICY_factory: return mem_dup("factory");
	case POLICY_fixed: break;
	}
	return mem_printf("fixed:%lld", policy->sessions);
}
