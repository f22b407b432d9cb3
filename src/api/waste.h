/*
 * waste.h - disk that nothing needs, found and given back.
 */
#ifndef LEADHAND_API_WASTE_H
#define LEADHAND_API_WASTE_H

#include "api/view.h"

struct waste {
	const struct view *view; /* borrowed; whole */
	bool is_dry;		 /* only say what would go */
	bool with_cancelled;	 /* the lead gives up the work of cancelled tasks */
	json_t *removed;	 /* owned by the caller: [{"what","path","bytes"}] */
	json_t *kept;		 /* owned by the caller: [{"what","path","why"}] */
	long long bytes;
};

/* Workspaces of sessions that ended and of checks, and what a doctor left. */
int waste_workspaces(struct waste *waste, struct err *err) MUST_USE;
/* Raw logs of jobs that ended more than a week ago. */
int waste_logs(struct waste *waste, struct err *err) MUST_USE;
/* Checkpoints whose content has landed. */
int waste_checkpoints(struct waste *waste, struct err *err) MUST_USE;

#endif
