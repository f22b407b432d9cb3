/*
 * commit.h - one session's commit among many; for swarm/ alone.
 */
#ifndef LEADHAND_SWARM_COMMIT_H
#define LEADHAND_SWARM_COMMIT_H

#include "swarm/post.h"

/*
 * Bring the session's index to the tip at all paths that it does not hold: what others committed since is no edit of
 * the session's, and what it staged of theirs does not go into its commit.
 */
int commit_refresh(const struct post *post, struct err *err) MUST_USE;
/* The second look, from inside of git: whether `to` may follow `from` on the branch. */
int commit_check(const struct post *post, const char *from, const char *to, struct err *err) MUST_USE;

#endif
