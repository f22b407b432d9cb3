/*
 * yard.h - where the things of a shared checkout are; for swarm/ alone.
 *
 * Beside the checkout: table/reservations, locks/, hooks/, and a repository of ours,
 * work.git, that shares the agents' objects but not what they configure: in theirs we
 * only read and set the branch. In a session's room: swarm.json, bin/, notes, and what
 * the session itself writes: own/index.
 */
#ifndef LEADHAND_SWARM_YARD_H
#define LEADHAND_SWARM_YARD_H

#include "swarm/swarm.h"
#include "base/buf.h"
#include "sys/git.h"

char *yard_folder(const struct swarm *swarm);			/* the checkout's, the caller's */
char *yard_room(const struct swarm *swarm, const char *what);	/* "ROOM/what", the caller's */
char *yard_branch(const struct swarm *swarm);			/* "refs/heads/TARGET", the caller's */
char *yard_theirs(const struct swarm *swarm); /* the git directory that agents write to, the caller's */
char *yard_ours(const struct swarm *swarm);   /* the one that they do not, the caller's */
/* Git in one of the two, over the checkout; borrows what it is given. */
struct git yard_git(const struct swarm *swarm, const char *git_dir, const char *index);
struct git yard_lead(const struct swarm *swarm);


/* The one lock under which the branch moves. It waits a minute at most, and then takes away what a killed git left. */
int yard_lock(const struct swarm *swarm, int *fd, struct err *err) MUST_USE;
/* The commit of the shared branch, the caller's. */
int yard_tip(const struct swarm *swarm, char **commit, struct err *err) MUST_USE;
/* The patterns that the session ever held, the caller's; all paths match where it has no scope. */
char *yard_own(const struct swarm *swarm);
/* From git's raw line of a change to a line for update-index --index-info: what it became, or what it was. */
void yard_index_line(struct buf *info, const char *raw, const char *path, bool is_before);
/* Bring an index to a commit; what is known of files stays. */
int yard_load(const struct git *git, const char *commit, struct err *err) MUST_USE;
/* A copy of the session's index where its agent cannot write, for git to work on, the caller's: in own/ a link could lead
 * git to any file of the lead's. yard_give_index() puts it in the place of the one that it came from. */
int yard_take_index(const struct swarm *swarm, char **index, struct err *err) MUST_USE;
int yard_give_index(const struct swarm *swarm, const char *index, struct err *err) MUST_USE;

#endif
