/*
 * members.h - who has a workspace before their eyes; for runner/ alone.
 *
 * An overlay's upper folder may be mounted only once at a time, and mounts are seen only by
 * who made them and by who joins them. So whoever works in a workspace (a runner, a
 * shell of the lead's, an open editor) signs a book in its room, and the next one joins
 * whoever is there still.
 */
#ifndef LEADHAND_RUNNER_MEMBERS_H
#define LEADHAND_RUNNER_MEMBERS_H

#include "base/err.h"

struct membership {
	int guard; /* held until members_settle() */
	int page;  /* our page of the book, locked as long as we live */
};

#define MEMBERSHIP_INIT { -1, -1 }

/* Take the view of who is there, or one of our own. Until members_settle() nobody else comes in. While there is one
 * thread. */
int members_enter(const char *room, struct membership *membership, struct err *err) MUST_USE;
/* The workspace is mounted. */
void members_settle(struct membership *membership);
void members_leave(struct membership *membership);

#endif
