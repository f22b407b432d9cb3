/*
 * swarm.h - many sessions in one checkout.
 *
 * The checkout has a repository of its own, on a branch that follows the target. Each
 * session holds paths (reserve.h), and has its own index, so nobody commits another's
 * edits. What it offers is put together from outside: of its commits, those paths that
 * it holds, on top of the target; whatever else it committed does not count.
 */
#ifndef LEADHAND_SWARM_SWARM_H
#define LEADHAND_SWARM_SWARM_H

#include "workspace/workspace.h"

struct swarm {
	struct workspace at; /* its path is the checkout; what lies beside it is the swarm's */
	const char *room;    /* borrowed: the session's own folder */
	const char *scope;   /* borrowed: a list of patterns; NULL or "" is everything */
	const char *program; /* borrowed: leadhand, as the agent finds it */
	const struct workspace_identity *who; /* borrowed: whose commits they are */
	long long session;
};

/* How long a session's claims outlive the last sign of its life. */
enum { SWARM_TTL_MS = 120000 };

/* The session has begun in it, and may have work there. */
bool swarm_is_begun(const struct swarm *swarm);
/* The folder of the claims (table.h) of a checkout, the caller's. */
char *swarm_table(const char *checkout);
/*
 * Take the scope, make the checkout where there is none, bring its branch to the target where that touches nothing
 * that another holds or has edited, and begin with an index of the session's own. A session that begins finds its
 * paths as `base` has them; what somebody left there uncommitted is saved first. One whose checkout was deleted
 * finds what its refs have. ERR_CONFLICT where another holds what is in scope.
 */
int swarm_prepare(const struct swarm *swarm, const char *base, struct err *err) MUST_USE;
/* Save what stands in the session's own paths, committed or not; as workspace_checkpoint(). */
int swarm_checkpoint(const struct swarm *swarm, const char *ref, char **commit, struct err *err) MUST_USE;
/*
 * Make one commit on `base` of what the session committed in its own paths, in the lead's repository as `ref`.
 * *refused, the caller's, says what else it committed since this was last asked; NULL where nothing.
 */
int swarm_import(const struct swarm *swarm, const char *base, const char *ref, struct workspace_head *head,
		 char **refused, struct err *err) MUST_USE;
/* The session lives: what it holds lasts. */
int swarm_extend(const struct swarm *swarm, struct err *err) MUST_USE;
/* The session is over: what it held is free. */
int swarm_leave(const struct swarm *swarm, struct err *err) MUST_USE;
/* Take more paths for the session (a list), for so long at least, as the tip has them, or give them back. */
int swarm_reserve(const struct swarm *swarm, const char *patterns, long long for_ms, struct err *err) MUST_USE;
int swarm_release(const struct swarm *swarm, const char *patterns, struct err *err) MUST_USE;

#endif
