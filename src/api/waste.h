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
/* Of the sessions that nobody goes on with, the checkpoints that say little (thin.h). A session that may have a turn
 * again keeps all of its own. */
int waste_chains(struct waste *waste, struct err *err) MUST_USE;

/* Nobody goes on with that session. */
bool waste_is_over(const struct waste *waste, const struct session *session);
/* Another session is to begin at one of its checkpoints, and has not got it for its own yet. */
bool waste_is_needed(const struct waste *waste, const struct session *past);
void waste_note(struct waste *waste, const char *what, const char *path, long long bytes);

#endif
