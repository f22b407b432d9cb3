/*
 * own.h - the paths that one session of a shared checkout holds; for swarm/ alone.
 */
#ifndef LEADHAND_SWARM_OWN_H
#define LEADHAND_SWARM_OWN_H

#include "swarm/yard.h"

/* How many of them differ from a commit, untracked ones included, ignored ones not. */
int own_count_loose(const struct swarm *swarm, const char *commit, long long *loose, struct err *err) MUST_USE;
/* The tree of `from`, a commit of the lead's repository, with them as they stand in the checkout; the caller's. */
int own_tree(const struct swarm *swarm, const char *from, char **tree, struct err *err) MUST_USE;
/* One commit of leadhand's on the shared branch, in which they change as from one commit to another; files stay. */
int own_commit(const struct swarm *swarm, const char *from, const char *to, const char *message,
	       struct err *err) MUST_USE;
/* Make their files those of a commit, whatever stands there. Only while nothing of the session's runs. */
int own_force(const struct swarm *swarm, const char *commit, struct err *err) MUST_USE;

/* Bring the session's index to the tip where `taken` matches and `held` (both lists) does not: it was made when these
 * paths were another's, and as it has them a commit would undo that one's. */
int own_refresh(const struct swarm *swarm, const char *taken, const char *held, struct err *err) MUST_USE;

#endif
