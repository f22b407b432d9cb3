/* The simulator agrees with the machine-repair model: one lead, N sessions, a closed circle. */
#include "closed.h"

/* Under sanitizers the same code is looked at for other faults, and slowly: fewer cases will
 * do. */
#if defined(__SANITIZE_ADDRESS__)
enum { FIRST = 1, STEP = 5 };
#else
enum { FIRST = 0, STEP = 1 };
#endif

static void sessions_and_lead_behave_as_queueing_theory_says(double work, double human,
							     int sessions)
{
	struct scene scene = scene_default(SCENE_machine_repair);
	struct policy policy = {POLICY_fixed, sessions};
	struct closed want = closed_repair(sessions, work, human);
	struct trial trial;
	char name[64];

	scene.work = (struct spread){SPREAD_exp, work * MINUTE, 0};
	scene.human = (struct spread){SPREAD_exp, human * MINUTE, 0};
	trial = trial_of(&scene, &policy, 1, 0);
	snprintf(name, sizeof name, "Z %.0f S %.0f N %d", work, human, sessions);
	CHECK(is_case_right(&trial, &want, name));
}

int main(void)
{
	static const double cases[][2] = {{30, 15}, {60, 20}, {30, 5}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i += STEP)
		for (int sessions = 2 + FIRST; sessions <= 12; sessions += STEP)
			sessions_and_lead_behave_as_queueing_theory_says(cases[i][0],
									 cases[i][1], sessions);
	return tap_done();
}
