/* checkup_walls.c - whether sessions can be walled off, and what holds less than it could; see checkup.h. */
#include "api/checkup.h"

#include "api/walling.h"
#include "base/mem.h"

static const char *const names[PROBE_KINDS] = { "walls", "namespaces", "attempts", "limits" };

static void check_one(struct checkup *checkup, const char *name, const struct probe_finding *finding)
{
	if (finding->is_fine)
		checkup_add(checkup, name, CHECK_ok, mem_dup(finding->what));
	else if (finding->is_needed)
		checkup_problem(checkup, name, mem_dup(finding->weaker),
				"'leadhand up' refuses as long as this is so; 'leadhand up --unsafe' does without walls", 5);
	else
		checkup_add(checkup, name, CHECK_info, mem_dup(finding->weaker));
}

void checkup_walls(struct checkup *checkup)
{
	_cleanup_(probe_release) struct probe probe = { 0 };

	walling_try(&checkup->call->place, &probe);
	for (int i = 0; i < PROBE_KINDS; i++)
		check_one(checkup, names[i], &probe.findings[i]);
}
