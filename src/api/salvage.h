/*
 * salvage.h - what stands in a workspace and no runner looks after, saved before anything else happens to it.
 */
#ifndef LEADHAND_API_SALVAGE_H
#define LEADHAND_API_SALVAGE_H

#include "api/view.h"

/*
 * Save what the session's workspace holds, at `path`, as its newest checkpoint; *commit is the caller's, NULL where
 * there is no workspace that was made completely. Nobody else may be at work in it: see salvage_hold().
 */
int salvage_save(const struct view *view, const struct session *session, const char *path, char **commit,
		 struct err *err) MUST_USE;
/* Keep runners of the session's last job out as long as *lock is open (-1 where there never was a job): ERR_CONFLICT
 * where one lives, or where the floor is about to start one, which saves by itself what it finds. */
int salvage_hold(const struct view *view, const struct session *session, int *lock, struct err *err) MUST_USE;
/* Its last runner vanished without a last word, nobody will start another one for it, and nobody saved since what
 * stands there. */
bool salvage_is_due(const struct view *view, const struct session *session);

/* Give back what a workspace that is to be removed has outside of its folder: a worktree's branch and git's folder for it. */
int salvage_leave(const struct view *view, const char *path, struct err *err) MUST_USE;

#endif
