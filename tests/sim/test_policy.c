/* What leadhand releases is nearly the best that there is, and does not bury the lead. */
#include "sim/trial.h"
#include "tap.h"

enum { SESSIONS_MOST = 24, RUNS = 12, DAYS = 5 };

#define MINUTE 60000.0

/* So many minutes alone and so many of the lead's a cycle, a lead who is always there, and the
 * default chance of a conflict. */
static struct scene scene_of(double work, double human)
{
	struct scene scene = scene_default(SCENE_week);

	scene.work = (struct spread){ SPREAD_exp, work * MINUTE, 0 };
	scene.human = (struct spread){ SPREAD_exp, human * MINUTE, 0 };
	scene.gate = (struct spread){ SPREAD_const, 0, 0 };
	scene.green = scene.rework = 1;
	scene.ask = scene.reject = scene.fail = 0;
	scene.hours = 24;
	scene.days = DAYS;
	return scene;
}

static struct trial try_policy(const struct scene *scene, enum policy_kind kind,
			       long long sessions)
{
	struct policy policy = { kind, sessions };

	return trial_of(scene, &policy, 1, RUNS);
}

static void the_factory_lands_nearly_the_most_with_half_the_backlog(double work, double human)
{
	struct scene scene = scene_of(work, human);
	struct trial fixed[SESSIONS_MOST], factory, crowd;
	double most = 0, landed, backlog, crowded;
	size_t best;

	for (int n = 1; n <= SESSIONS_MOST; n++) {
		fixed[n - 1] = try_policy(&scene, POLICY_fixed, n);
		landed = fixed[n - 1].figures[FIGURE_per_day].value;
		most = landed > most ? landed : most;
	}
	best = trial_best(fixed, SESSIONS_MOST);
	crowd = try_policy(&scene, POLICY_free_for_all, FREE_FOR_ALL_SESSIONS);
	factory = try_policy(&scene, POLICY_factory, FACTORY_SESSIONS);
	landed = factory.figures[FIGURE_per_day].value;
	backlog = factory.figures[FIGURE_backlog].value;
	crowded = crowd.figures[FIGURE_backlog].value;
	printf("# %.0f/%.0f: most %.1f a day, %zu sessions within 1 %%; factory %.1f (%.1f %%), backlog %.2f; "
	       "free for all %.1f, backlog %.2f\n",
	       work, human, most, best + 1, landed, 100 * landed / most, backlog,
	       crowd.figures[FIGURE_per_day].value, crowded);
	CHECK(landed >= 0.95 * most);
	CHECK(backlog < crowded / 2);
	/* More is worse: a search at the edge would have found nothing. */
	CHECK(best + 1 < SESSIONS_MOST);
}

int main(void)
{
	the_factory_lands_nearly_the_most_with_half_the_backlog(30, 5);
	the_factory_lands_nearly_the_most_with_half_the_backlog(60, 10);
	return tap_done();
}
