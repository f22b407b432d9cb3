/* The simulator agrees with M/M/1 and M/M/c: changes arrive by themselves, and leads judge
 * them. */
#include "closed.h"

#if defined(__SANITIZE_ADDRESS__)
enum { RUNS = 5 };
#else
enum { RUNS = 300 };
#endif

static struct trial open_trial(int leads, double arrive, double human)
{
	struct scene scene = scene_default(SCENE_open);
	struct policy policy = {POLICY_fixed, 1};

	scene.work = (struct spread){SPREAD_const, 0, 0};
	scene.arrive = (struct spread){SPREAD_exp, arrive * MINUTE, 0};
	scene.human = (struct spread){SPREAD_exp, human * MINUTE, 0};
	scene.leads = leads;
	scene.tasks = 1000;
	return trial_of(&scene, &policy, 1, RUNS);
}

static void a_line_is_as_long_as_queueing_theory_says(int leads, double arrive, double human)
{
	struct closed want = closed_open(leads, arrive, human);
	struct trial trial = open_trial(leads, arrive, human);
	char name[64];

	snprintf(name, sizeof name, "M/M/%d at %.2f", leads, want.utilisation);
	/* Too few runs for an average still keep right books. */
	CHECK(RUNS < 100 ? trial.little_off <= 1e-9 : is_case_right(&trial, &want, name));
}

int main(void)
{
	a_line_is_as_long_as_queueing_theory_says(1, 12.5, 5);
	a_line_is_as_long_as_queueing_theory_says(1, 10, 5);
	a_line_is_as_long_as_queueing_theory_says(2, 4.5, 5);
	return tap_done();
}
