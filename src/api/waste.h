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

/* Processes and control groups that killed runners left. Before the workspaces go. */
void waste_processes(struct waste *waste);
/* Workspaces of sessions that ended and of checks, what keeps them in sight, and scratch that was left. */
int waste_workspaces(struct waste *waste, struct err *err) MUST_USE;
/* Prepared trees that no session stands on, and objects that none borrows; the newest stays. */
int waste_bases(struct waste *waste, struct err *err) MUST_USE;
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
int waste_remove(struct waste *waste, const char *what, const char *path, struct err *err) MUST_USE;
void waste_keep(struct waste *waste, const char *what, const char *path, const char *why);
void waste_note(struct waste *waste, const char *what, const char *path, long long bytes);

#endif
