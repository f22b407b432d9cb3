/* visit_place.c - see visit_place.h. */
#include "runner/visit_place.h"

#include "runner/carrying.h"
#include "runner/stage.h"

int visit_open(const char *job_dir, struct visit *visit, struct err *err)
{
	*visit = (struct visit){ .attempt = { .log = LOG_INIT, .membership = MEMBERSHIP_INIT } };
	visit->attempt.job = &visit->job;
	if (job_read(job_dir, 1, &visit->job, err))
		return err->code;
	visit->attempt.loop = loop_new();
	if (!workspace_is_ready(&visit->job.workspace))
		return err_set(err, ERR_MISSING, "there is no workspace at '%s'", visit->job.workspace.path);
	if (stage_enter(&visit->attempt, err) || workspace_mount(&visit->job.workspace, err))
		return err->code;
	members_settle(&visit->attempt.membership);
	return 0;
}

int visit_carry(struct visit *visit, struct carry_result *saved, struct err *err)
{
	const struct carry carry = { .ws = &visit->job.workspace, .base = visit->job.base, .wants_head = true };

	return carrying_run(&visit->attempt, &carry, saved, err);
}

void visit_release(struct visit *visit)
{
	cell_free(visit->attempt.cell);
	members_leave(&visit->attempt.membership);
	if (visit->attempt.loop)
		loop_free(visit->attempt.loop);
	job_release(&visit->job);
}
