/*
 * visit_place.h - a job's workspace as it stands, for whoever comes from outside of its turns; for runner/ alone.
 */
#ifndef LEADHAND_RUNNER_VISIT_PLACE_H
#define LEADHAND_RUNNER_VISIT_PLACE_H

#include "runner/attempt.h"
#include "workspace/carry.h"

struct visit {
	struct job job;
	struct attempt attempt; /* of nothing: no journal, no words from the floor */
};

/* Neither made nor moved; ERR_MISSING where there is none. Released in any case. */
int visit_open(const char *job_dir, struct visit *visit, struct err *err) MUST_USE;
/* Save all that stands there. Only while no runner works there. */
int visit_carry(struct visit *visit, struct carry_result *saved, struct err *err) MUST_USE;
void visit_release(struct visit *visit);

#endif
